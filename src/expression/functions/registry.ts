/**
 * Finds functions by name.
 *
 * The tables of the families are the only place where functions are registered.
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
import { stringFunctions } from "./strings.ts";

/** A function together with its documented name. */
export interface RegisteredFunction extends FunctionDefinition {
  readonly name: string;
}

const FAMILIES: readonly FunctionTable[] = [
  stringFunctions,
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

/** Finds a function by its name in any case; undefined if there is none. */
export function findFunction(name: string): RegisteredFunction | undefined {
  return REGISTRY.get(name.toLowerCase());
}

/** Documented names of all functions, in alphabetical order. */
export function functionNames(): readonly string[] {
  return [...REGISTRY.values()].map((definition) => definition.name).sort();
}
