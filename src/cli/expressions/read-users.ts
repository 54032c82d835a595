/** Reads the users for which expressions are evaluated: one whose attributes are given, or those of a directory. */
import { type Command, Option } from "commander";
import type { Assumptions, Attributes, EvaluationContext } from "../../expression/index.ts";
import { canonicalId } from "../../internal/object-id.ts";
import type { Assignments, DirectorySource, SourceUser } from "../../provisioning/index.ts";
import { type GivenUser, givenUserReader, readGivenUser } from "../../provisioning/mapping/given-user.ts";
import { isActive } from "../../provisioning/mapping/scoping-filter.ts";
import {
  COMPUTED_ATTRIBUTES,
  readSourceAttribute,
  userAttributeReader,
} from "../../provisioning/mapping/source-attributes.ts";
import { isEntra, openSource } from "../job/open-source.ts";
import { addAssumptionOption } from "../options/assumptions.ts";
import { addEntraOptions } from "../options/entra-sign-in.ts";
import { addAssignmentOptions, addCsvOptions, type SourceOptions } from "../options/job-options.ts";
import { parseDate } from "../options/option-values.ts";
import { parseJson, readInputFile } from "../options/read-file.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { printable } from "../process/printable.ts";
import type { CompiledExpression } from "./read-expressions.ts";

/** Where users come from, and the context of an evaluation. */
export interface UserOptions extends SourceOptions {
  /** Attributes of one user as a JSON object. */
  readonly attributes?: string;
  /** File that holds them. */
  readonly attributesFile?: string;
  /** Object id or user principal name of the only user to evaluate. */
  readonly user?: string;
  /** The value of `Now()`. Default: the time of the call. */
  readonly now?: Date;
  /** The value of `DefaultDomain()`. */
  readonly defaultDomain?: string;
  /** How expressions evaluate where the documentation contradicts itself. */
  readonly assume?: Assumptions;
}

/** A user with the attributes that expressions read. */
export interface NamedUser {
  /** Object id; undefined when only attributes are given. */
  readonly id: string | undefined;
  /** User principal name, else the object id. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** Adds the options that name users, clock and domain. */
export function addUserOptions(command: Command): Command {
  addEntraOptions(command);
  return addAssumptionOption(addAssignmentOptions(addCsvOptions(command)))
    .addOption(
      new Option("--attributes <json>", `source attributes, such as '{"givenName":"Ada"}'`).conflicts([
        "attributesFile",
        "source",
      ]),
    )
    .addOption(new Option("--attributes-file <file>", "file with the source attributes as JSON").conflicts("source"))
    .option("--source <entra|file>", "users: CSV as the Entra admin center's Download users gives it, or entra itself")
    .option("--user <user>", "this user of the source only: object id or user principal name")
    .option("--now <time>", "value of Now(), in ISO 8601 form", parseDate)
    .option("--default-domain <domain>", "value of DefaultDomain(), such as contoso.com");
}

/** The clock and domain of an evaluation. */
export function evaluationContext({ now, defaultDomain }: UserOptions): EvaluationContext {
  return { ...(now !== undefined && { now: () => now }), ...(defaultDomain !== undefined && { defaultDomain }) };
}

/**
 * Reads the users, as a stream.
 *
 * @param expressions - What is evaluated for them: a damaged value that they read is an error.
 * @throws CommanderError for invalid attributes, and when the source does not have the wanted user.
 */
export async function* readUsers(
  io: Io,
  options: UserOptions,
  expressions: readonly CompiledExpression[],
): AsyncIterable<NamedUser> {
  const { source: file, user: wanted } = options;
  if (file === undefined) {
    yield { id: undefined, name: "", attributes: givenUserReader(await readAttributes(io, options)) };
    return;
  }
  const { source } = await openSource(io, options);
  const { signal } = io;
  const read = new Set(expressions.flatMap(({ expression }) => expression.attributes));
  const attributes = [...read].filter((name) => !COMPUTED_ATTRIBUTES.has(name));
  // Microsoft Entra delivers only what is requested.
  if (isEntra(options)) attributes.push("userPrincipalName", "accountEnabled");
  const assignments = await source.assignments?.({ signal });
  for (const warning of assignments?.warnings ?? []) io.stderr.write(`warning: ${printable(warning)}\n`);
  let found = false;
  for await (const each of findUsers(source, wanted, { attributes, signal })) {
    const user = namedUser(each, assignments);
    if (wanted !== undefined && user.id !== canonicalId(wanted) && user.name.toLowerCase() !== wanted.toLowerCase())
      continue;
    found = true;
    yield user;
  }
  if (wanted !== undefined && !found) throw usageError(`${file} has no user ${JSON.stringify(wanted)}`);
}

/** The users of a source; where it can find a single one, only those with the wanted name. */
async function* findUsers(
  source: DirectorySource,
  wanted: string | undefined,
  options: { readonly attributes: readonly string[]; readonly signal: AbortSignal },
): AsyncIterable<SourceUser> {
  if (wanted !== undefined && source.findUsers !== undefined) {
    yield* source.findUsers(wanted, options);
    return;
  }
  for await (const event of source.read(options)) if (event.kind === "user") yield event.user;
}

function namedUser(user: SourceUser, assignments: Assignments | undefined): NamedUser {
  const name = readSourceAttribute(user, "userPrincipalName");
  return {
    id: user.id,
    name: typeof name === "string" && name !== "" ? name : user.id,
    // In a job, users who are not in scope are soft-deleted too; here there is no scope.
    attributes: userAttributeReader(user, !isActive(user), assignments?.rolesOf(user.id)),
  };
}

async function readAttributes(io: Io, options: UserOptions): Promise<GivenUser> {
  const [json, origin] =
    options.attributesFile === undefined
      ? [options.attributes ?? "{}", "--attributes"]
      : [await readInputFile(io, options.attributesFile, "attributes file"), options.attributesFile];
  return readGivenUser(origin, parseJson(json, origin));
}
