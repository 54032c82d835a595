/** Functions on identifiers and the directory, and `Error`. */
import { newGuid } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import {
  eagerFunction,
  type FunctionCall,
  type FunctionTable,
  fail,
  integerOf,
  type StringArguments,
  stringFunction,
  stringOf,
  unaryFunction,
  unaryStringFunction,
} from "./definition.ts";
import { randomString } from "./random-string.ts";

export const directoryFunctions = {
  Guid: eagerFunction(0, 0, (_values, _call, evaluation) => newGuid(evaluation)),
  RandomString: stringFunction(5, 6, randomString),
  DefaultDomain: eagerFunction(0, 0, (_values, call, { context }) => {
    return context.defaultDomain || fail(call, "no_default_domain", "there is no default domain");
  }),
  DNComponent: stringFunction(2, 2, dnComponent),
  CRef: unaryStringFunction((string) => string),
  Error: unaryFunction((value, call) => fail(call, "custom_error", stringOf(value, call) ?? "no message")),
} satisfies FunctionTable;

/** The value of the nth part of a distinguished name, from the left; null beyond the last one. */
function dnComponent([name = null, number = null]: StringArguments, call: FunctionCall): ExpressionResult {
  if (name === null) return null;
  const index = integerOf(number, call, "index");
  if (index < 1) fail(call, "index_out_of_range", `expected an index from 1, found ${index}`);
  const component = name.match(COMPONENT)?.filter((part) => part.trim() !== "")[index - 1];
  return component === undefined ? null : unescapeValue(component.slice(component.indexOf("=") + 1).trim());
}

/** A part between commas that are neither escaped nor quoted (RFC 4514 §3). */
const COMPONENT = /(?:\\.?|"(?:\\.?|[^"\\])*"?|[^,;"\\])+/gs;

/** Both `\,` and `\2C` are a comma. */
function unescapeValue(value: string): string {
  const unquoted = value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
  return unquoted.replace(/(?:\\[\dA-Fa-f]{2}){1,200}|\\(.)/gs, (escaped, character: string | undefined) => {
    if (character !== undefined) return character;
    const bytes = Uint8Array.from(escaped.slice(1).split("\\"), (digits) => Number.parseInt(digits, 16));
    return new TextDecoder().decode(bytes);
  });
}
