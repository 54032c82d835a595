/** `--assume`: how expressions evaluate where the documentation of Entra contradicts itself. */
import { type Command, InvalidArgumentError } from "commander";
import * as z from "zod";
import { closestName } from "../../expression/compile/closest-name.ts";
import type { Assumptions } from "../../expression/index.ts";

const boolean = z.enum(["true", "false"]).transform((word) => word === "true");

/** The values of each assumption, as words. */
const VALUES = {
  midBeyondEnd: z.enum(["source", "empty"]),
  splitTrims: boolean,
  coalesceSkipsEmpty: boolean,
  replaceByAttribute: z.enum(["whenEmpty", "whenPresent"]),
  severalRoles: z.enum(["error", "first"]),
  apostropheEndsWord: boolean,
  comparesCase: boolean,
  lastTwoDigitYear: z.enum(["2049", "2029"]).transform(Number),
} satisfies Readonly<Record<keyof Assumptions, z.ZodType>>;

const Assumed = z.strictObject(VALUES).partial();

/** Adds `--assume`. */
export function addAssumptionOption(command: Command): Command {
  return command.option(
    "--assume <name=value>",
    "how expressions evaluate where the documentation contradicts itself, such as midBeyondEnd=empty; once for each",
    collectAssumption,
  );
}

/** Parses an assumption, `NAME=VALUE`, and adds it to those before it. */
export function collectAssumption(value: string, before: Assumptions | undefined): Assumptions {
  const [, name = "", word = ""] = /^\s*(\w+)\s*=\s*(\S*)\s*$/u.exec(value) ?? [];
  if (name === "") throw new InvalidArgumentError("Expected NAME=VALUE, such as midBeyondEnd=empty.");
  if (!Object.hasOwn(VALUES, name)) throw new InvalidArgumentError(unknownName(name));
  const { data, error } = Assumed.safeParse({ [name]: word });
  if (error === undefined) return { ...before, ...data };
  throw new InvalidArgumentError(`${name}: ${error.issues[0]?.message}.`);
}

function unknownName(name: string): string {
  const names = Object.keys(VALUES);
  const meant = closestName(name, names);
  const hint = meant === undefined ? `expected one of ${names.join(", ")}` : `did you mean ${meant}?`;
  return `There is no assumption ${name.slice(0, 40)}; ${hint}`;
}
