/** Options that several commands share: target, source and the rules of a job. */
import { type Command, Option } from "commander";
import type { CountryCode } from "libphonenumber-js/min";
import type { Assumptions } from "../../expression/index.ts";
import type { CsvDelimiter } from "../../files/reading/csv-dialect.ts";
import type { CsvEncoding } from "../../files/reading/csv-head.ts";
import { addAssumptionOption } from "./assumptions.ts";
import { addEntraOptions, type EntraSignInOptions } from "./entra-sign-in.ts";
import { addJobFileOption } from "./job-file.ts";
import {
  collectMembersFile,
  type MembersFile,
  parseCountry,
  parseDelimiter,
  parseInteger,
  parsePace,
  parseThreshold,
} from "./option-values.ts";
import { addTokenOptions, type TokenOptions } from "./secret-token.ts";
import { addProfileOption } from "./target-profile.ts";

/** File of the log unless another one is named. */
export const DEFAULT_LOG = "provisioning.jsonl";

/** A SCIM service and the credentials for it. */
export interface TargetOptions extends TokenOptions {
  /** Tenant URL; the client checks it. */
  readonly target: string;
}

/** A directory in files. */
export interface FileOptions {
  /** File of the users; absent with `delta`. */
  readonly source?: string | undefined;
  /** Files of a delta query of users, in their order. */
  readonly delta?: readonly string[];
  /** File of the application's assignments. */
  readonly assignments?: string;
  /** Files of the members of assigned groups. */
  readonly groupMembers?: readonly MembersFile[];
  /** File of the service principal, with the names of its roles. */
  readonly appRoles?: string;
  /** What separates the cells of a CSV file of users. */
  readonly delimiter?: "auto" | CsvDelimiter;
  /** Encoding of a CSV file of users. */
  readonly encoding?: "auto" | CsvEncoding;
}

/** A directory: in files, or with the source `entra` Microsoft Entra itself. */
export interface SourceOptions extends FileOptions, EntraSignInOptions {
  /** Id or name of the enterprise application. */
  readonly app?: string;
  /** Properties of users that this version does not know. */
  readonly additionalProperty?: readonly string[];
  /** Whether to write although Entra's own job for the application is active. */
  readonly alongside?: boolean;
}

/** A job: its directory, its service, and the rules between them. */
export interface JobOptions extends SourceOptions, TargetOptions {
  readonly scope: "assigned" | "all";
  /** Whether Default Access entitles to an account. */
  readonly includeDefaultAccess?: boolean;
  /** False when existing accounts are not taken over. */
  readonly adopt?: boolean;
  /** Users processed at the same time. */
  readonly concurrency?: number;
  /** Most requests a second. */
  readonly pace?: number;
  /** What the target is: `proxyclick`, `full`, or a file. */
  readonly profile: string;
  /** File of the synchronization schema. */
  readonly mapping?: string;
  /** File of the SMTP settings for notifications. */
  readonly notify?: string;
  /** File of the state. */
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
  readonly invalidPhone?: "keep" | "remove";
  readonly dryRun?: boolean;
  /** Whether the state is to be used with another source or target from now on. */
  readonly rebind?: boolean;
  /** Whether the source must have every attribute that the mapping reads. */
  readonly strict?: boolean;
  /** How expressions evaluate where the documentation contradicts itself. */
  readonly assume?: Assumptions;
  /** Days that the state keeps log entries. */
  readonly keepLog?: number;
}

/** Adds `--target` and the token options. */
export function addTargetOptions(command: Command): Command {
  return addTokenOptions(command.requiredOption("--target <url>", "tenant URL, such as https://host/scim/v2"));
}

/** Adds the options that say how a CSV file of users is written. */
export function addCsvOptions(command: Command): Command {
  return command
    .option(
      "--delimiter <delimiter>",
      "what separates the cells of a CSV file: auto, a comma, a semicolon or tab",
      parseDelimiter,
    )
    .addOption(
      new Option("--encoding <encoding>", "encoding of a CSV file (default: auto)").choices([
        "auto",
        "utf-8",
        "utf-16le",
        "utf-16be",
        "windows-1252",
      ]),
    );
}

/** Adds the options that name the files of assignments. */
export function addAssignmentOptions(command: Command): Command {
  return command
    .option("--assignments <file>", "who is assigned: body of Graph's appRoleAssignedTo, or CSV with the same names")
    .option(
      "--group-members <file>",
      "members of assigned groups: JSON, group id to the body of Graph's members list; or GROUPID=FILE with the portal's Download members or the body, once for each group",
      collectMembersFile,
    )
    .option("--app-roles <file>", "names of roles: body of Graph's servicePrincipals/{id}?$select=appRoles");
}

/** Adds the options of source, target and state. */
function addConnectionOptions(command: Command): Command {
  command
    .option(
      "--source <entra|file>",
      "users: entra reads Microsoft Entra itself; or a file, CSV from the admin center's Download users or Graph JSON",
    )
    .addOption(
      new Option("--delta <file...>", "users: the pages of Graph's users/delta, all rounds in order").conflicts(
        "source",
      ),
    )
    .option("--mapping <file>", "synchronization schema as Graph exports it (default: Proxyclick's mapping)");
  addEntraOptions(command).option(
    "--alongside",
    "with --source entra: write although Entra's own provisioning job for the application is active",
  );
  return addProfileOption(addTargetOptions(addCsvOptions(addAssignmentOptions(command))))
    .addOption(new Option("--scope <scope>", "who is in scope").choices(["assigned", "all"]).default("assigned"))
    .option("--include-default-access", "users whose only role is Default Access are in scope, too")
    .option("--no-adopt", "do not take over existing accounts that match")
    .option("--concurrency <number>", "users processed at the same time (default: 16)", parseInteger(1, 1_000))
    .option("--pace <number>", "most requests a second (default: no limit; Entra sends up to 25)", parsePace)
    .option("--state <file>", "state of the job: linked accounts, watermark, log", "provisioning-state.db")
    .option("--strict", "require every attribute that the mapping reads, instead of warning of missing ones")
    .option("--rebind", "use the state with another source or target than before, this once");
}

/** Adds the options of a job, which every command for a job has. */
export function addJobOptions(command: Command): Command {
  return addJobFileOption(addAssumptionOption(addConnectionOptions(command)))
    .option("--log <file>", "log to append to, one provisioningObjectSummary a line", DEFAULT_LOG)
    .option("--deletion-threshold <number>", "most disables and deletes of a cycle, or off", parseThreshold)
    .option("--allow-deletes", "execute what the threshold would hold back, this once")
    .option(
      "--delete-after-days <days>",
      "days from missing in the source to deletion (default: 30)",
      parseInteger(0, 36_500),
    )
    .addOption(
      new Option(
        "--skip-out-of-scope",
        "leave accounts of users who are out of scope, disabled or missing as they are",
      ).conflicts("deleteInstead"),
    )
    .option("--delete-instead", "delete instead of disabling, for a target that cannot disable")
    .option("--default-country <code>", "country of phone numbers without prefix, such as BE", parseCountry)
    .addOption(
      new Option(
        "--invalid-phone <what>",
        "stored phone number when the new one cannot be sent (default: keep)",
      ).choices(["keep", "remove"]),
    )
    .option(
      "--keep-log <days>",
      "days after which the state drops entries that are in the log (default: 90)",
      parseInteger(0, 36_500),
    )
    .option("--notify <file>", "SMTP settings (JSON): e-mail when the job enters quarantine or holds removals back")
    .option("--dry-run", "plan everything, write nothing");
}
