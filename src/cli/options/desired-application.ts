/** Reads the desired state of an enterprise application: from a file, and from options that win over it. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { DesiredAssignment, DesiredProvisioning } from "../../entra/application/plan/desired-types.ts";
import { type DesiredApplication, parseDesiredApplication } from "../../entra/index.ts";
import { isEntraApplicationError } from "../../errors.ts";
import { isGuid } from "../../internal/object-id.ts";
import { isObject } from "../../internal/values.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { parseThreshold } from "./option-values.ts";
import { readInputFile } from "./read-file.ts";
import { parseYaml } from "./read-yaml.ts";
import { addTokenOptions, readToken, type TokenOptions } from "./secret-token.ts";

/** The members of a desired state as options. */
export interface DesiredOptions extends TokenOptions {
  /** Id or name of the application. */
  readonly app?: string;
  readonly template?: string;
  readonly displayName?: string;
  readonly tenantUrl?: string;
  /** File of the synchronization schema, or of changes of it. */
  readonly mapping?: string;
  readonly assign?: readonly DesiredAssignment[];
  readonly scope?: "assigned" | "all";
  /** Recipient of notifications. */
  readonly notify?: string;
  readonly deletionThreshold?: number | "off";
  readonly skipOutOfScope?: boolean;
  readonly on?: boolean;
  readonly off?: boolean;
}

/** Adds the options. */
export function addDesiredOptions(command: Command): Command {
  command
    .option(
      "--template <name>",
      "gallery template, or custom for an application outside the gallery (default: Proxyclick)",
    )
    .option("--display-name <name>", "name that the application is to have")
    .option("--tenant-url <url>", "Tenant URL of the connection");
  return addTokenOptions(command)
    .option("--mapping <file>", "synchronization schema, or changes of the template's: {changes: […]}; JSON or YAML")
    .option(
      "--assign <principal[=role]>",
      "user (object id or user principal name) or group (object id or name) to assign, with a role; once for each",
      collectAssignment,
    )
    .addOption(new Option("--scope <scope>", "who is provisioned").choices(["assigned", "all"]))
    .option("--notify <mail>", "recipient of e-mails about quarantine and held-back deletions")
    .option("--deletion-threshold <number>", "most deletions of a cycle, or off", parseThreshold)
    .option("--skip-out-of-scope", "leave accounts of users who fall out of scope as they are")
    .addOption(new Option("--on", "provisioning is to run").conflicts("off"))
    .option("--off", "provisioning is to be paused");
}

/** Parses `PRINCIPAL[=ROLE]`, and adds it to those before it. The last `=` counts; nothing behind it is no role. */
function collectAssignment(value: string, before: readonly DesiredAssignment[] = []): readonly DesiredAssignment[] {
  const [, principal = "", role] = /^(.*?)(?:=([^=]*))?$/su.exec(value) ?? [];
  if (principal.trim() === "")
    throw new InvalidArgumentError("Expected a user or group, such as ada@contoso.com=User.");
  return [...before, { principal: principal.trim(), ...(role?.trim() && { role: role.trim() }) }];
}

/**
 * Reads the desired state.
 *
 * @param file - JSON or YAML; undefined when the options say everything.
 * @throws CommanderError, EntraApplicationError `invalid_desired_state`. No message contains a secret.
 */
export async function readDesired(
  io: Io,
  file: string | undefined,
  options: DesiredOptions,
): Promise<DesiredApplication> {
  const given = file === undefined ? {} : await readDesiredFile(io, file);
  const provisioning = { ...given.provisioning, ...(await provisioningOf(io, given, options)) };
  const assignments = [...(given.assignments ?? []), ...(options.assign ?? [])];
  return {
    application: { ...given.application, ...applicationOf(options) },
    ...(Object.keys(provisioning).length > 0 && { provisioning }),
    ...((given.assignments !== undefined || options.assign !== undefined) && { assignments }),
  };
}

async function readDesiredFile(io: Io, file: string): Promise<DesiredApplication> {
  const value = await parseYaml(await readInputFile(io, file, "desired state"), file);
  try {
    return parseDesiredApplication(value);
  } catch (error) {
    throw isEntraApplicationError(error) ? usageError(`${file}: ${error.message}`) : error;
  }
}

/** A name in `--app` selects the application and renames nothing. */
function applicationOf({ app, template, displayName }: DesiredOptions): NonNullable<DesiredApplication["application"]> {
  return {
    ...(app !== undefined && isGuid(app) && { id: app }),
    ...(template !== undefined && { template }),
    ...(displayName !== undefined && { displayName }),
  };
}

async function provisioningOf(
  io: Io,
  { provisioning }: DesiredApplication,
  options: DesiredOptions,
): Promise<DesiredProvisioning> {
  const { tenantUrl, scope, notify, deletionThreshold, skipOutOfScope, mapping, on, off } = options;
  const settings: DesiredProvisioning = {
    ...(tenantUrl !== undefined && { tenantUrl }),
    ...(notify !== undefined && { notification: { ...provisioning?.notification, email: notify } }),
    ...(deletionThreshold !== undefined && { deletionThreshold }),
    ...(scope !== undefined && { scope }),
    ...(skipOutOfScope !== undefined && { skipOutOfScopeDeletions: skipOutOfScope }),
    ...(on === true && { status: "on" }),
    ...(off === true && { status: "off" }),
    ...(mapping !== undefined && { mapping: await readDesiredMapping(io, mapping) }),
  };
  // A variable of the environment alone asks for nothing.
  const isDesired = provisioning !== undefined || Object.keys(settings).length > 0;
  const secretToken = await readSecretToken(io, { inFile: provisioning?.secretToken, isDesired }, options);
  return { ...settings, ...(secretToken !== undefined && { secretToken }) };
}

/** An option wins over the file, and the file over the environment. */
async function readSecretToken(
  io: Io,
  { inFile, isDesired }: { readonly inFile: string | undefined; readonly isDesired: boolean },
  { token, tokenFile }: TokenOptions,
): Promise<string | undefined> {
  const isGiven = token !== undefined || tokenFile !== undefined;
  const isInEnvironment = isDesired && inFile === undefined && io.env["PROXYCLICK_TOKEN"] !== undefined;
  if (!isGiven && !isInEnvironment) return undefined;
  return readToken(io, { ...(token !== undefined && { token }), ...(tokenFile !== undefined && { tokenFile }) });
}

async function readDesiredMapping(io: Io, file: string): Promise<NonNullable<DesiredProvisioning["mapping"]>> {
  const value = await parseYaml(await readInputFile(io, file, "mapping"), file);
  const document = Array.isArray(value) ? { changes: value } : value;
  if (!isObject(document)) throw usageError(`${file}: expected a synchronization schema, or {changes: […]}`);
  try {
    const { provisioning } = parseDesiredApplication({ provisioning: { mapping: document } });
    if (provisioning?.mapping !== undefined) return provisioning.mapping;
  } catch (error) {
    throw isEntraApplicationError(error) ? usageError(`${file}: ${error.message}`) : error;
  }
  throw usageError(`${file}: expected a synchronization schema, or {changes: […]}`);
}
