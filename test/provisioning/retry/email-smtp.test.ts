/**
 * Notifications through nodemailer to a real SMTP server on loopback.
 */
import { createTransport } from "nodemailer";
import { expect, it } from "vitest";
import { emailNotifier, type Notification } from "../../../src/provisioning/index.ts";
import { useMailServer } from "../../support/mail-server.ts";

const NOTIFICATION: Notification = {
  kind: "quarantine_entered",
  jobId: "job-1",
  sourceName: "Contoso – Verzeichnis",
  targetName: "Proxyclick\r\nBcc: everyone@contoso.example",
  time: "2026-11-22T10:00:00.000Z",
  reason: "EncounteredQuarantineException",
  message: "The target refused the credentials\r\n.\r\nQUIT",
  failed: 0,
};

const mails = useMailServer();

function notifier() {
  const transport = createTransport({ host: "127.0.0.1", port: mails.port, secure: false });
  return emailNotifier({
    transport,
    from: "Provisioning <jobs@contoso.example>",
    to: ["it@contoso.example", "desk@contoso.example"],
  });
}

it("a notification arrives complete, at its recipients only", async () => {
  await notifier()(NOTIFICATION);
  expect(mails.received).toHaveLength(1);
  const [{ from, to, source } = { from: "", to: [], source: "" }] = mails.received;
  expect(from).toBe("jobs@contoso.example");
  expect(to).toEqual(["it@contoso.example", "desk@contoso.example"]);
  const [headers = "", ...parts] = source.split("\r\n\r\n");
  const body = parts.join("\n").replaceAll("=\r\n", "");
  expect(headers).toMatch(/^Auto-Submitted: auto-generated$/im);
  expect(headers).not.toMatch(/^Bcc:/im);
  expect(headers).toMatch(/^Subject: Provisioning to Proxyclick Bcc: everyone@contoso.example is in$/m);
  expect(headers).toMatch(/^Content-Type: text\/plain/im);
  expect(body).toContain("Reason: EncounteredQuarantineException");
  expect(body).toContain("Message: The target refused the credentials . QUIT");
});

it("the notifier rejects when the server does not accept a message", async () => {
  mails.refuse();
  await expect(notifier()(NOTIFICATION)).rejects.toThrow("Mailbox is full");
});
