/**
 * Notifications as e-mail, over a nodemailer transport that the caller makes. Nothing is imported from there: whatever has its `sendMail` will do.
 */
import type { Notification, Notifier, QuarantineDetails } from "../ports/notifier.ts";
import type { QuarantineReason } from "../ports/quarantine.ts";

/** A message, in the form of nodemailer. */
export interface MailMessage {
  /** Sender. */
  readonly from: string;
  /** Recipients. */
  readonly to: string[];
  /** One line without control characters. */
  readonly subject: string;
  /** Plain text; there is no HTML part. */
  readonly text: string;
  /** Says that nobody should answer by machine (RFC 3834 §5). */
  readonly headers: Record<string, string>;
  /** Content is never read from files. */
  readonly disableFileAccess: true;
  /** Content is never fetched. */
  readonly disableUrlAccess: true;
}

/** The part of a nodemailer transport that is used. */
export interface MailTransport {
  /** Sends a message; rejects when it was not accepted. */
  sendMail(message: MailMessage): Promise<unknown>;
}

/** Options of {@link emailNotifier}. */
export interface EmailNotifierOptions {
  /** As `createTransport` of nodemailer makes it; the caller closes it. */
  readonly transport: MailTransport;
  /** Address of the sender, such as `Provisioning <provisioning@contoso.example>`. */
  readonly from: string;
  /** Addresses of those who look after the job. */
  readonly to: string | readonly string[];
}

/**
 * Makes a notifier that sends one plain text message for each notification: the job, the reason, counts and what to do.
 *
 * Names and messages in it are put on one line, and cut where they are long. The notifier throws what the transport throws.
 *
 * @example
 * ```ts
 * import { createTransport } from "nodemailer";
 * import { emailNotifier } from "proxyclick-scim/provisioning";
 *
 * const transport = createTransport({ host: "mail.contoso.com" });
 * const notify = emailNotifier({ transport, from: "provisioning@contoso.com", to: "it@contoso.com" });
 * ```
 */
export function emailNotifier({ transport, from, to }: EmailNotifierOptions): Notifier {
  const recipients = typeof to === "string" ? [to] : [...to];
  return async (notification) => {
    await transport.sendMail({
      from,
      to: recipients,
      subject: oneLine(subjectOf(notification), MAX_SUBJECT),
      text: textOf(notification),
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
}

const MAX_SUBJECT = 150;
const MAX_VALUE = 1_000;
/** Controls, separators, lone surrogates and what turns the reading direction around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** A text on one line, so that a name can neither add a header nor look like another line of the message. */
function oneLine(text: string, length = MAX_VALUE): string {
  const line = text.replace(UNPRINTABLE, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

function subjectOf(notification: Notification): string {
  const targetName = oneLine(notification.targetName);
  switch (notification.kind) {
    case "quarantine_entered":
      return `Provisioning to ${targetName} is in quarantine`;
    case "quarantine_reason_changed":
      return `Provisioning to ${targetName} is in quarantine for another reason`;
    case "deletion_threshold":
      return `Provisioning to ${targetName}: ${notification.heldBack} removals held back`;
  }
}

function textOf(notification: Notification): string {
  const { targetName, sourceName, jobId, time } = notification;
  const common = [
    ["From", sourceName],
    ["To", targetName],
    ["Job", jobId],
    ["Time", time],
  ] as const;
  const { headline, facts, advice } = contentOf(notification);
  const lines = [...common, ...facts].map(([name, value]) => `${name}: ${oneLine(value)}`);
  return `${[headline, "", ...lines, "", "What to do:", advice].join("\n")}\n`;
}

interface Content {
  readonly headline: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly advice: string;
}

function contentOf(notification: Notification): Content {
  switch (notification.kind) {
    case "quarantine_entered":
      return {
        headline: "The provisioning job is in quarantine. It runs less often until the cause is mended.",
        facts: quarantineFacts(notification),
        advice: ADVICE[notification.reason],
      };
    case "quarantine_reason_changed":
      return {
        headline: "The provisioning job is still in quarantine, now for another reason.",
        facts: [...quarantineFacts(notification), ["Reason before", notification.previousReason]],
        advice: ADVICE[notification.reason],
      };
    case "deletion_threshold":
      return {
        headline: "More accounts would be disabled or deleted than one cycle may. None of them was touched.",
        facts: [
          ["Removals held back", String(notification.heldBack)],
          ["Allowed in one cycle", String(notification.threshold)],
        ],
        advice: ADVICE.TooManyDeletes,
      };
  }
}

function quarantineFacts({ reason, message, failed, nextAttempt }: QuarantineDetails): Content["facts"] {
  return [
    ["Reason", reason],
    ["Message", message],
    ["Users who failed", String(failed)],
    ["Next attempt", nextAttempt ?? "when somebody starts the job"],
  ];
}

const MANY_FAILURES =
  "Look at the failures in the provisioning log, the most frequent reason first. The job leaves quarantine when they are gone.";

const ADVICE: Readonly<Record<QuarantineReason, string>> = {
  EncounteredBaseEscrowThreshold: MANY_FAILURES,
  EncounteredTotalEscrowThreshold: MANY_FAILURES,
  EncounteredEscrowProportionThreshold: MANY_FAILURES,
  EncounteredQuarantineException:
    "Check the tenant URL and the secret token, and that the service answers: test the connection.",
  TooManyDeletes:
    "Check the directory, the assignments and the scoping filters first: a wrong filter looks like this. When the removals are right, allow them for one cycle.",
};
