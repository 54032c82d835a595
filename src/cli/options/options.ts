/**
 * Options that commands share, and readers for their values.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CountryCode } from "libphonenumber-js/min";
import { isSupportedCountry } from "libphonenumber-js/min";
import { systemErrorCode, usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

const MAX_TOKEN_LENGTH = 16_384;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/u;
const DURATION = /^(\d{1,6})(s|m|h|d)$/u;
const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Timers of the platform count milliseconds in 31 bits, and the schedule may lengthen an interval by a tenth. */
const LONGEST_DURATION = (2 ** 31 - 1) / 1.1;

/** Where a token may come from. */
export interface TokenOptions {
  /** The token; `-` for standard input. */
  readonly token?: string;
  /** File that holds the token. */
  readonly tokenFile?: string;
}

/** A SCIM service and the credentials for it. */
export interface TargetOptions extends TokenOptions {
  /** Tenant URL; the client checks it. */
  readonly target: string;
}

/** A directory in files, and what its users become. */
export interface SourceOptions {
  /** File of the users. */
  readonly source: string;
  /** File of the application's assignments. */
  readonly assignments?: string;
  /** File of the members of assigned groups. */
  readonly groupMembers?: string;
  /** File of the synchronization schema. */
  readonly mapping?: string;
}

/** A job: which directory, which service, and the rules between them. */
export interface JobOptions extends SourceOptions, TargetOptions {
  readonly scope: "assigned" | "all";
  /** File of what was done before. */
  readonly state: string;
  /** File to log to; absent on a command that writes nothing. */
  readonly log?: string;
  readonly deletionThreshold?: number | "off";
  readonly allowDeletes?: boolean;
  readonly deleteAfterDays?: number;
  readonly skipOutOfScope?: boolean;
  /** For a target that cannot disable accounts. */
  readonly deleteInstead?: boolean;
  readonly defaultCountry?: CountryCode;
  /** Tenant of the directory, for the log. */
  readonly tenantId?: string;
  readonly dryRun?: boolean;
}

/** Adds `--token` and `--token-file`. */
export function addTokenOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--token <token>", "secret token; - reads it from standard input (also: PROXYCLICK_TOKEN)").conflicts(
        "tokenFile",
      ),
    )
    .option("--token-file <file>", "file that holds the secret token");
}

/** Adds `--target` and the token options. */
export function addTargetOptions(command: Command): Command {
  return addTokenOptions(command.requiredOption("--target <url>", "tenant URL, such as https://host/scim/v2"));
}

/** Adds the options of a job that looks at source, target and state. */
export function addLookOptions(command: Command): Command {
  command
    .requiredOption("--source <file>", "users: CSV as the Entra admin center's Download users gives it")
    .option("--assignments <file>", "who is assigned: body of Graph's appRoleAssignedTo, or CSV with the same names")
    .option("--group-members <file>", "members of assigned groups: JSON, group id to the body of Graph's members list")
    .option("--mapping <file>", "synchronization schema as Graph exports it (default: Proxyclick's mapping)");
  return addTargetOptions(command)
    .addOption(new Option("--scope <scope>", "who is in scope").choices(["assigned", "all"]).default("assigned"))
    .option("--state <file>", "what was done before", "provisioning-state.db");
}

/** Adds the options of a job that writes to the target. */
export function addJobOptions(command: Command): Command {
  return addLookOptions(command)
    .option("--log <file>", "log to append to, one provisioningObjectSummary a line", "provisioning.jsonl")
    .option("--deletion-threshold <number>", "most disables and deletes of a cycle, or off", parseThreshold)
    .option("--allow-deletes", "execute what the threshold would hold back, this once")
    .option(
      "--delete-after-days <days>",
      "days from missing in the source to deletion (default: 30)",
      parseWhole(0, 36_500),
    )
    .addOption(
      new Option(
        "--skip-out-of-scope",
        "leave accounts of users who are out of scope, disabled or missing as they are",
      ).conflicts("deleteInstead"),
    )
    .option("--delete-instead", "delete where accounts would be disabled, for a target that cannot disable")
    .option("--default-country <code>", "country of phone numbers without prefix, such as BE", parseCountry)
    .option("--tenant-id <id>", "tenant of the directory, a GUID that log entries carry", parseGuid)
    .option("--dry-run", "plan everything, write nothing");
}

/**
 * Finds the secret token.
 *
 * @throws CommanderError when there is none, or when it cannot stand in a header. The message never holds the token.
 */
export async function readToken(io: Io, options: TokenOptions): Promise<string> {
  const { text, origin } = await findToken(io, options);
  const token = text.trim();
  if (token === "") throw usageError(`no token: ${origin} is empty`);
  if (token.length > MAX_TOKEN_LENGTH)
    throw usageError(`no token: ${origin} has more than ${MAX_TOKEN_LENGTH} characters`);
  if (!VISIBLE_ASCII.test(token))
    throw usageError(`no token: ${origin} has spaces, line breaks or characters beyond ASCII`);
  return token;
}

async function findToken(io: Io, options: TokenOptions): Promise<{ text: string; origin: string }> {
  if (options.token === "-") return { text: await readStandardInput(io), origin: "standard input" };
  if (options.token !== undefined) return { text: options.token, origin: "--token" };
  if (options.tokenFile !== undefined) {
    return { text: await readTextFile(io, options.tokenFile, "token file"), origin: "the token file" };
  }
  const text = io.env["PROXYCLICK_TOKEN"];
  if (text === undefined) throw usageError("no token: give --token, --token-file or PROXYCLICK_TOKEN");
  return { text, origin: "PROXYCLICK_TOKEN" };
}

async function readStandardInput(io: Io): Promise<string> {
  if (io.stdin === undefined) throw usageError("no token: there is no standard input");
  let text = "";
  for await (const chunk of io.stdin) {
    text += String(chunk);
    if (text.length > MAX_TOKEN_LENGTH * 2) break;
  }
  return text;
}

/** A path as the user meant it: relative to the directory the command runs in. */
export function pathOf(io: Io, path: string): string {
  return io.cwd === undefined ? path : resolve(io.cwd, path);
}

/**
 * Reads a text file that an option names.
 *
 * @param what - What the file is, for the message, such as `mapping`.
 * @throws CommanderError when it cannot be read.
 */
export async function readTextFile(io: Io, path: string, what: string): Promise<string> {
  try {
    return await readFile(pathOf(io, path), "utf8");
  } catch (error) {
    throw usageError(`cannot read the ${what} ${path}: ${reasonOf(error)}`);
  }
}

/**
 * Reads a JSON text.
 *
 * @param origin - Where the text stands, for the message, such as `--attributes`.
 * @throws CommanderError when it is not JSON.
 */
export function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch (error) {
    throw usageError(`${origin} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function reasonOf(error: unknown): string {
  switch (systemErrorCode(error)) {
    case "ENOENT":
      return "no such file";
    case "EISDIR":
      return "it is a directory";
    case "EACCES":
    case "EPERM":
      return "no permission";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Reads a whole number between bounds. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

/** Reads a deletion threshold: a whole number, or `off`. */
export function parseThreshold(text: string): number | "off" {
  return text === "off" ? "off" : parseWhole(0, Number.MAX_SAFE_INTEGER)(text);
}

/** Reads a duration such as `40m`; in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const milliseconds = Number(amount) * (isUnit(unit) ? MILLISECONDS[unit] : Number.NaN);
  if (milliseconds > 0 && milliseconds <= LONGEST_DURATION) return milliseconds;
  throw new InvalidArgumentError("Expected a number and a unit (s, m, h, d), such as 40m, of at most 22 days.");
}

function isUnit(text: string | undefined): text is keyof typeof MILLISECONDS {
  return text !== undefined && Object.hasOwn(MILLISECONDS, text);
}

/** Reads an ISO 3166 country code that has a phone numbering plan. */
export function parseCountry(text: string): CountryCode {
  const code = text.toUpperCase();
  if (isSupportedCountry(code)) return code;
  throw new InvalidArgumentError("Expected a two-letter country code, such as BE.");
}

/** Reads a GUID as Entra writes them; in lower case. */
export function parseGuid(text: string): string {
  if (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("Expected a GUID, such as 8adf8e6e-67b2-4cf2-a259-e3dc5476c621.");
}

/** Reads a point in time. */
export function parseInstant(text: string): Date {
  const instant = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/u.test(text) && !Number.isNaN(instant.getTime())) return instant;
  throw new InvalidArgumentError("Expected a date in ISO 8601 form, such as 2026-03-01T09:00:00Z.");
}

/** Reads the path below which a service answers. */
export function parseBasePath(text: string): string {
  if (/^(?:\/[\w.~-]+)*\/?$/u.test(text)) return text.replace(/\/$/u, "");
  throw new InvalidArgumentError("Expected a path such as /scim/v2.");
}
