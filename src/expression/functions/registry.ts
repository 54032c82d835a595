/**
 * Every function of the language, by name. The families' tables are the only place where a function is registered.
 */

import { dateFunctions } from "./dates.ts";
import type { FunctionDefinition, FunctionTable } from "./definition.ts";
import { directoryFunctions } from "./directory.ts";
import { encodingFunctions } from "./encoding.ts";
import { logicFunctions } from "./logic.ts";
import { multiValueFunctions } from "./multi-value.ts";
import { replaceFunctions } from "./replace.ts";
import { roleFunctions } from "./roles.ts";
import { uniqueFunctions } from "./select-unique-value.ts";
import { textFunctions } from "./strings.ts";

/** A function together with its documented name. */
export interface RegisteredFunction extends FunctionDefinition {
  readonly name: string;
}

const FAMILIES: readonly FunctionTable[] = [
  textFunctions,
  logicFunctions,
  replaceFunctions,
  multiValueFunctions,
  dateFunctions,
  encodingFunctions,
  directoryFunctions,
  roleFunctions,
  uniqueFunctions,
];

const REGISTRY: ReadonlyMap<string, RegisteredFunction> = new Map(
  FAMILIES.flatMap((family) =>
    Object.entries(family).map(([name, definition]) => [name.toLowerCase(), { ...definition, name }] as const),
  ),
);

/** A function by its name in any case; undefined when there is none. */
export function findFunction(name: string): RegisteredFunction | undefined {
  return REGISTRY.get(name.toLowerCase());
}

/** Documented names of all functions, in alphabetical order. */
export function functionNames(): readonly string[] {
  return [...REGISTRY.values()].map((definition) => definition.name).sort();
}
