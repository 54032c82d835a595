import { describe, expect, it } from "vitest";
import { type EmailNotifierOptions, emailNotifier, type Notification } from "../../../src/provisioning/index.ts";

const BASE = {
  jobId: "job-1",
  sourceName: "Microsoft Entra ID",
  targetName: "Proxyclick",
  time: "2026-11-22T10:00:00.000Z",
} as const;

type MailMessage = Parameters<EmailNotifierOptions["transport"]["sendMail"]>[0];

const ENTERED: Notification = {
  ...BASE,
  kind: "quarantine_entered",
  reason: "EncounteredQuarantineException",
  message: "The target refused the credentials",
  failed: 12,
  nextAttempt: "2026-11-22T10:40:00.000Z",
};

async function mailOf(notification: Notification, to: string | readonly string[] = "it@contoso.example") {
  const sent: MailMessage[] = [];
  const transport = { sendMail: async (message: MailMessage) => sent.push(message) };
  await emailNotifier({ transport, from: "jobs@contoso.example", to })(notification);
  expect(sent).toHaveLength(1);
  const [mail] = sent;
  if (mail === undefined) throw new Error("no message");
  return mail;
}

describe("a notification by e-mail", () => {
  it.each<readonly [Notification, string, readonly (string | RegExp)[]]>([
    [
      ENTERED,
      "Provisioning to Proxyclick is in quarantine",
      [
        "From: Microsoft Entra ID",
        "To: Proxyclick",
        "Job: job-1",
        "Time: 2026-11-22T10:00:00.000Z",
        "Reason: EncounteredQuarantineException",
        "Message: The target refused the credentials",
        "Users who failed: 12",
        "Next attempt: 2026-11-22T10:40:00.000Z",
        /What to do:\n.*secret token/,
      ],
    ],
    [
      {
        ...ENTERED,
        kind: "quarantine_reason_changed",
        reason: "EncounteredBaseEscrowThreshold",
        previousReason: "EncounteredQuarantineException",
        nextAttempt: undefined,
      },
      "Provisioning to Proxyclick is in quarantine for another reason",
      [
        "Reason: EncounteredBaseEscrowThreshold",
        "Reason before: EncounteredQuarantineException",
        "Next attempt: when somebody starts the job",
        /What to do:\n.*failures/,
      ],
    ],
    [
      { ...BASE, kind: "deletion_threshold", heldBack: 140, threshold: 90 },
      "Provisioning to Proxyclick: 140 removals held back",
      ["Removals held back: 140", "Allowed in one cycle: 90", /What to do:\n.*filter/],
    ],
  ])("has the job, the reason, the counts and what to do: $0.kind", async (notification, subject, parts) => {
    const mail = await mailOf(notification);
    expect(mail.subject).toBe(subject);
    for (const part of parts)
      typeof part === "string" ? expect(mail.text.split("\n")).toContain(part) : expect(mail.text).toMatch(part);
  });

  it.each([
    ["line breaks", "Proxy\r\nBcc: all@contoso.example", "Proxy Bcc: all@contoso.example"],
    ["escape sequences", "\u001b[31mProxy\u001b[0m", "[31mProxy [0m"],
    ["line separators", "a\u2028b\u2029c\u0085d", "a b c d"],
    ["turned directions", "a\u202egnp.exe", "a gnp.exe"],
    ["lone surrogates", "a\ud800b", "a b"],
  ])("puts names on one line: %s", async (_, targetName, shown) => {
    const mail = await mailOf({ ...ENTERED, targetName });
    expect(mail.subject).toBe(`Provisioning to ${shown} is in quarantine`);
    expect(mail.text.split("\n")).toContain(`To: ${shown}`);
    expect(mail.text.split("\n").filter((line) => line.startsWith("Bcc"))).toEqual([]);
  });

  it("truncates long values", async () => {
    const mail = await mailOf({ ...ENTERED, targetName: "x".repeat(5_000), message: "y".repeat(100_000) });
    expect(mail.subject.length).toBeLessThanOrEqual(150);
    expect(mail.text.length).toBeLessThan(5_000);
  });

  it("goes to all recipients, marked as automatic, without content from files or URLs", async () => {
    const mail = await mailOf(ENTERED, ["a@contoso.example", "b@contoso.example"]);
    expect(mail.to).toEqual(["a@contoso.example", "b@contoso.example"]);
    expect(mail.from).toBe("jobs@contoso.example");
    expect(mail.headers).toEqual({ "Auto-Submitted": "auto-generated" });
    expect(mail).toMatchObject({ disableFileAccess: true, disableUrlAccess: true });
    expect(Object.keys(mail)).not.toContain("html");
  });

  it("rejects with the error of the transport", async () => {
    const transport = { sendMail: () => Promise.reject(new Error("550 no such mailbox")) };
    const notify = emailNotifier({ transport, from: "a@contoso.example", to: "b@contoso.example" });
    await expect(notify(ENTERED)).rejects.toThrow("550");
  });
});
