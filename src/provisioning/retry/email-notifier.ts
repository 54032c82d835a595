/**
 * Notifications by e-mail, over a transport with the `sendMail` of nodemailer, which is not imported.
 */
import type { Notification, Notifier } from "../ports/notifier.ts";
import type { QuarantineReason } from "../ports/quarantine.ts";

/** Options of {@link emailNotifier}. */
export interface EmailNotifierOptions {
  /** Sends the messages, such as what `createTransport` of nodemailer returns; the caller closes it. */
  readonly transport: {
    /** Sends a message; rejects when it was not accepted. */
    sendMail(message: {
      /** Sender. */
      readonly from: string;
      /** Recipients. */
      readonly to: string[];
      /** One line without control characters. */
      readonly subject: string;
      /** Plain text; there is no HTML part. */
      readonly text: string;
      /** Marks the message as automatic, so that nobody replies automatically (RFC 3834 §5). */
      readonly headers: Record<string, string>;
      /** Content is never read from files. */
      readonly disableFileAccess: true;
      /** Content is never fetched. */
      readonly disableUrlAccess: true;
    }): Promise<unknown>;
  };
  /** Address of the sender, such as `Provisioning <provisioning@contoso.example>`. */
  readonly from: string;
  /** Addresses of the administrators of the job. */
  readonly to: string | readonly string[];
}

/**
 * Returns a notifier that sends one plain message, without HTML, for each notification, with the job, the reason, the
 * counts and what to do.
 *
 * Names and messages are put on one line each, and truncated where they are long. The notifier rejects with the error
 * of the transport.
 *
 * @param options - See {@link EmailNotifierOptions}.
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
      subject: toOneLine(renderSubject(notification), MAX_SUBJECT),
      text: renderBody(notification),
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
}

const MAX_SUBJECT = 150;
const MAX_VALUE = 1_000;
/** Control characters, separators, lone surrogates and characters that change the reading direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** Returns a value on one line, so that a name can neither add a header nor look like another line of the message. */
function toOneLine(value: string, length = MAX_VALUE): string {
  const line = value.replace(UNPRINTABLE, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

function renderSubject(notification: Notification): string {
  const targetName = toOneLine(notification.targetName);
  switch (notification.kind) {
    case "quarantine_entered":
      return `Provisioning to ${targetName} is in quarantine`;
    case "quarantine_reason_changed":
      return `Provisioning to ${targetName} is in quarantine for another reason`;
    case "deletion_threshold":
      return `Provisioning to ${targetName}: ${notification.heldBack} removals held back`;
  }
}

function renderBody(notification: Notification): string {
  const { targetName, sourceName, jobId, time } = notification;
  const common = [
    ["From", sourceName],
    ["To", targetName],
    ["Job", jobId],
    ["Time", time],
  ] as const;
  const { headline, facts, advice } = describeNotification(notification);
  const lines = [...common, ...facts].map(([name, value]) => `${name}: ${toOneLine(value)}`);
  return `${[headline, "", ...lines, "", "What to do:", advice].join("\n")}\n`;
}

interface Content {
  readonly headline: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly advice: string;
}

function describeNotification(notification: Notification): Content {
  switch (notification.kind) {
    case "quarantine_entered":
      return {
        headline: "The provisioning job is in quarantine. It runs less often until the cause is fixed.",
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
        headline: "More accounts would be disabled or deleted than one cycle may. None of them was changed.",
        facts: [
          ["Removals held back", String(notification.heldBack)],
          ["Allowed in one cycle", String(notification.threshold)],
        ],
        advice: ADVICE.TooManyDeletes,
      };
  }
}

type QuarantineNotification = Extract<Notification, { readonly message: string }>;

function quarantineFacts({ reason, message, failed, nextAttempt }: QuarantineNotification): Content["facts"] {
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
