/**
 * Reads a job file: the options of `provision` as JSON.
 *
 * Its members are made from the options of the command itself, so that no second list of them exists.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { closestName } from "../../expression/compile/closest-name.ts";
import { decode } from "../../files/reading/encoding.ts";
import { isObject } from "../../internal/values.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { parseJson, reasonOf, resolvePath } from "./read-file.ts";

const JOB_FLAG = "--job";
/** The member by which an editor finds the JSON Schema. */
const SCHEMA_MEMBER = "$schema";

/** Adds `--job`. */
export function addJobFileOption(command: Command): Command {
  return command.addOption(
    new Option(
      `${JOB_FLAG} <file>`,
      "options of provision as JSON, in camelCase, with paths relative to the file; options of the command line win",
    ),
  );
}

/**
 * Makes a command that has `--job` take its options from the file where the command line does not give them.
 *
 * @param provision - The command whose options a file may hold.
 * @param names - Which of them the command takes; the others are ignored. Default: all that it has.
 */
export function acceptJobFile(
  command: Command,
  provision: Command,
  io: Io,
  names: readonly string[] = command.options.map((known) => known.attributeName()),
): void {
  const option = command.options.find(({ long }) => long === JOB_FLAG);
  option?.argParser((path: string) => {
    const values = readJobFile(io, path, optionsOfFile(provision));
    const known = new Set(names);
    // Implied values count only where the command line has none, whatever the order of the options is.
    option.implies(Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name))));
    return path;
  });
}

/** The JSON Schema of the files, for editors. */
export function jobFileSchema(provision: Command): object {
  const properties = optionsOfFile(provision).map((option) => [
    option.attributeName(),
    { description: option.description, ...typeOf(option) },
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Options of proxyclick-scim provision, for --job",
    type: "object",
    properties: { [SCHEMA_MEMBER]: { type: "string" }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}

function optionsOfFile(provision: Command): readonly Option[] {
  return provision.options.filter(({ long }) => long !== JOB_FLAG);
}

function typeOf(option: Option): object {
  if (option.isBoolean() || option.negate) return { type: "boolean" };
  if (option.argChoices !== undefined) return { enum: option.argChoices };
  const word = { type: ["string", "number"] };
  if (takesSeveral(option)) return { anyOf: [word, { type: "array", items: word, minItems: 1 }] };
  return option.optional ? { type: ["string", "number", "boolean"] } : word;
}

/** Whether the option may be repeated or have several values: its parser then gets the value so far. */
function takesSeveral({ variadic, parseArg, argChoices }: Option): boolean {
  return variadic || (argChoices === undefined && (parseArg?.length ?? 0) > 1);
}

function readJobFile(io: Io, path: string, options: readonly Option[]): Readonly<Record<string, unknown>> {
  const file = resolvePath(io, path);
  const value = parseJson(readContent(file, path), path);
  if (!isObject(value)) throw usageError(`${path}: expected an object with options, such as {"source": "users.csv"}`);
  const members = Object.entries(value).filter(([name, member]) => name !== SCHEMA_MEMBER && member !== null);
  return Object.fromEntries(
    members.map(([name, member]) => {
      const option = options.find((candidate) => candidate.attributeName() === name);
      if (option === undefined) throw unknownMember(path, name, options);
      return [name, parseMember(option, member, { path, folder: dirname(file) })];
    }),
  );
}

function readContent(file: string, path: string): string {
  try {
    return decode(readFileSync(file));
  } catch (error) {
    throw usageError(`cannot read the job file ${path}: ${reasonOf(error)}`);
  }
}

function unknownMember(path: string, name: string, options: readonly Option[]): Error {
  const names = options.map((option) => option.attributeName());
  const meant = closestName(name.replace(/^-+/u, ""), names);
  const hint = meant === undefined ? "the members are the options of provision in camelCase" : `did you mean ${meant}?`;
  return usageError(`${path}: there is no option ${JSON.stringify(name)}; ${hint}`);
}

/** Where a job file is. */
interface Place {
  /** Path as the command line names it. */
  readonly path: string;
  readonly folder: string;
}

function parseMember(option: Option, member: unknown, place: Place): unknown {
  const name = option.attributeName();
  const wrong = (expected: string) => usageError(`${place.path}: ${name}: ${expected}`);
  if (option.isBoolean() || option.negate || (option.optional && typeof member === "boolean")) {
    if (typeof member !== "boolean") throw wrong("expected true or false");
    // As on the command line, an option is there or not.
    return member || option.negate ? member : undefined;
  }
  const words = Array.isArray(member) && takesSeveral(option) ? member : [member];
  let result: unknown;
  for (const word of words) {
    if (typeof word !== "string" && typeof word !== "number") throw wrong("expected a string or a number");
    result = parseWord(option, toPath(option, String(word), place), result, wrong);
  }
  return result;
}

function parseWord(option: Option, word: string, previous: unknown, wrong: (expected: string) => Error): unknown {
  try {
    if (option.parseArg !== undefined) return option.parseArg(word, previous);
  } catch (error) {
    throw error instanceof InvalidArgumentError ? wrong(error.message) : error;
  }
  return option.variadic ? [...(Array.isArray(previous) ? previous : []), word] : word;
}

/** The value of an option whose flags say that it is a file, relative to the folder; behind `GROUPID=`, too. */
function toPath(option: Option, word: string, { folder }: Place): string {
  const [, placeholder = ""] = /[<[]([^>\]]*?)(?:\.\.\.)?[>\]]/u.exec(option.flags) ?? [];
  const names = placeholder.split("|");
  if (!names.includes("file") || names.includes(word)) return word;
  const [, prefix = "", file = ""] = /^([\da-f-]{36}=)?(.*)$/isu.exec(word) ?? [];
  return prefix + resolve(folder, file);
}
