/**
 * Sends the notifications of a job by SMTP, as a file of settings says: the notification e-mail of the portal, and its
 * checkbox.
 *
 * The package nodemailer is loaded on demand.
 */
import { dirname, resolve } from "node:path";
import * as z from "zod";
import { isLoopback } from "../../internal/loopback.ts";
import { emailNotifier, type Notifier } from "../../provisioning/index.ts";
import { readSettings } from "../options/parse-settings.ts";
import { readInputFile, resolvePath } from "../options/read-file.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;
/** Milliseconds for a connection and for each response. A notifier must end within 60 seconds. */
const SMTP_TIMEOUT = 20_000;

const filled = z.string().trim().min(1);
const address = filled.includes("@");

/** SMTP settings and recipients. `enabled: false` switches notifications off, like the checkbox of the portal. */
const MailSettings = z.strictObject({
  host: filled,
  port: z.int().min(1).max(65_535).optional(),
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: z.boolean().optional(),
  from: address,
  to: z.union([address, z.array(address).min(1)]),
  enabled: z.boolean().default(true),
  user: filled.optional(),
  password: filled.optional(),
  passwordFile: filled.optional(),
});
type MailSettings = z.infer<typeof MailSettings>;

/** A notifier with a connection that must be closed. */
export interface OpenedNotifier {
  readonly notify: Notifier;
  readonly close: () => void;
}

/**
 * Reads the settings and makes the notifier; undefined when they switch notifications off.
 *
 * @param load - Loads nodemailer.
 * @throws CommanderError for settings that cannot be used, and when nodemailer is not installed. The message never
 *   contains the password.
 */
export async function openNotifier(
  io: Io,
  file: string,
  load: () => Promise<typeof import("nodemailer")> = () => import("nodemailer"),
): Promise<OpenedNotifier | undefined> {
  const settings = await readSettings(io, file, "SMTP settings", MailSettings);
  if (!settings.enabled) return undefined;
  const { createTransport } = await load().catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw usageError("--notify needs the package nodemailer: run npm install nodemailer");
  });
  const { host, from, to, user } = settings;
  const secure = settings.secure ?? settings.port === SMTPS_PORT;
  const port = settings.port ?? (secure ? SMTPS_PORT : SUBMISSION_PORT);
  const pass = await readPassword(io, file, settings);
  const transport = createTransport({
    host,
    port,
    secure,
    // A password and the names in a message never travel in the clear.
    requireTLS: !secure && !isLoopback(host),
    ...(user !== undefined && { auth: { user, pass } }),
    connectionTimeout: SMTP_TIMEOUT,
    greetingTimeout: SMTP_TIMEOUT,
    socketTimeout: SMTP_TIMEOUT,
  });
  return { notify: emailNotifier({ transport, from, to }), close: () => transport.close() };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}

async function readPassword(io: Io, file: string, settings: MailSettings): Promise<string | undefined> {
  const { user, password, passwordFile } = settings;
  if (user === undefined) return undefined;
  const path = passwordFile && resolve(dirname(resolvePath(io, file)), passwordFile);
  const found =
    path === undefined
      ? (password ?? io.env["PROXYCLICK_SMTP_PASSWORD"])
      : (await readInputFile(io, path, "password file")).trim();
  if (found !== undefined && found !== "") return found;
  throw usageError(`${file}: no password for ${user}: give passwordFile, password or PROXYCLICK_SMTP_PASSWORD`);
}
