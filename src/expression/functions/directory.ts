/**
 * Functions on identifiers and on the directory, and the one that fails on purpose.
 */
import { newGuid } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import {
  type Call,
  eager,
  type FunctionTable,
  fail,
  integerOf,
  ofText,
  ofTexts,
  type Texts,
  textOf,
  unary,
} from "./definition.ts";
import { randomString } from "./random-string.ts";

export const directoryFunctions = {
  Guid: eager(0, 0, (_values, _call, run) => newGuid(run)),
  RandomString: ofTexts(5, 6, randomString),
  DefaultDomain: eager(0, 0, (_values, call, { context }) => {
    return context.defaultDomain || fail(call, "no_default_domain", "there is no default domain");
  }),
  DNComponent: ofTexts(2, 2, dnComponent),
  CRef: ofText((text) => text),
  Error: unary((value, call) => fail(call, "custom_error", textOf(value, call) ?? "no message")),
} satisfies FunctionTable;

/** The value of the nth part of a distinguished name, from the left; null beyond its end. */
function dnComponent([name = null, number = null]: Texts, call: Call): ExpressionResult {
  if (name === null) return null;
  const index = integerOf(number, call, "index");
  if (index < 1) fail(call, "index_out_of_range", `expected an index from 1, found ${index}`);
  const component = name.match(COMPONENT)?.filter((part) => part.trim() !== "")[index - 1];
  return component === undefined ? null : unescapeValue(component.slice(component.indexOf("=") + 1).trim());
}

/** What stands between commas that are neither escaped nor quoted (RFC 4514 §3). */
const COMPONENT = /(?:\\.?|"(?:\\.?|[^"\\])*"?|[^,;"\\])+/gs;

/** `\,` is a comma, `\2C` as well. */
function unescapeValue(value: string): string {
  const unquoted = value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
  return unquoted.replace(/(?:\\[\dA-Fa-f]{2}){1,200}|\\(.)/gs, (escaped, character: string | undefined) => {
    if (character !== undefined) return character;
    const bytes = Uint8Array.from(escaped.slice(1).split("\\"), (digits) => Number.parseInt(digits, 16));
    return new TextDecoder().decode(bytes);
  });
}
