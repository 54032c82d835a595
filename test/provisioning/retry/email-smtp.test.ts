/**
 * Notifications through nodemailer to a real SMTP server on loopback.
 */
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { emailNotifier, type Notification } from "../../../src/provisioning/index.ts";

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

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

let server: SMTPServer;
let received: Received[];
let refuse: boolean;

beforeEach(async () => {
  received = [];
  refuse = false;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      text(stream).then((source) => {
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), source });
        done(refuse ? new Error("Mailbox is full") : null);
      }, done);
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
});
afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

function notifier() {
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const transport = createTransport({ host: "127.0.0.1", port, secure: false });
  return emailNotifier({
    transport,
    from: "Provisioning <jobs@contoso.example>",
    to: ["it@contoso.example", "desk@contoso.example"],
  });
}

it("a notification arrives complete, at its recipients only", async () => {
  await notifier()(NOTIFICATION);
  expect(received).toHaveLength(1);
  const [{ from, to, source } = { from: "", to: [], source: "" }] = received;
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
  refuse = true;
  await expect(notifier()(NOTIFICATION)).rejects.toThrow("Mailbox is full");
});
