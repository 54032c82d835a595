/** A real SMTP server on loopback that keeps the messages it receives. */
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach } from "vitest";

/** A message as the server received it. */
interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body. */
  readonly source: string;
}

/** The server of the current test. */
export interface MailServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** User names and passwords of logins; every one is accepted. */
  readonly logins: readonly (readonly [user: string, password: string])[];
  /** Rejects every message from now on. */
  refuse(): void;
}

/** Gives every test a new server without TLS, which accepts messages without a login. */
export function useMailServer(): MailServer {
  let received: ReceivedMail[] = [];
  let logins: (readonly [string, string])[] = [];
  let refuses = false;
  let server: SMTPServer | undefined;
  beforeEach(async () => {
    received = [];
    logins = [];
    refuses = false;
    server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth: ({ username, password }, _session, done) => {
        logins.push([username ?? "", password ?? ""]);
        done(null, { user: username ?? "" });
      },
      onData: (stream, { envelope }, done) => {
        text(stream).then((source) => {
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          received.push({ from, to: envelope.rcptTo.map(({ address }) => address), source });
          done(refuses ? new Error("Mailbox is full") : null);
        }, done);
      },
    });
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
  });
  afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(resolve))));
  return {
    get port() {
      const address = server?.server.address();
      return typeof address === "object" ? (address?.port ?? 0) : 0;
    },
    get received() {
      return received;
    },
    get logins() {
      return logins;
    },
    refuse() {
      refuses = true;
    },
  };
}
