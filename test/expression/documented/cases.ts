/**
 * Shared by the tests of the documented examples: what an example is, and pieces that the printed expressions repeat.
 */
import { describe, expect, it } from "vitest";
import type { EvaluationContext } from "../../../src/expression/evaluation/context.ts";
import type { AttributeValue } from "../../../src/expression/evaluation/values.ts";
import { evaluate } from "../evaluate.ts";

type Attributes = Record<string, AttributeValue>;

/** An expression as it is printed, the attributes of its example, and the printed result. */
export type Example = [expression: string, attributes: Attributes, result: unknown, context?: EvaluationContext];

/** As {@link Example}, with a printed result that the expression does not have. */
export type Printed = [
  expression: string,
  attributes: Attributes,
  result: string,
  printed: string,
  context?: EvaluationContext,
];

/** A substitution such as `$` with a name in braces. */
export const group = (name: string) => ["$", "{", name, "}"].join("");

/** A directory in which some values are taken. */
export const taken = (...values: string[]): EvaluationContext => ({ isTaken: (value) => values.includes(value) });

/** The mail address that most guides build. */
export const mailOf = (one: string, other: string, domain: string, separator = "@", between = ".") =>
  `Join("${separator}", NormalizeDiacritics(StripSpaces(Join("${between}", ${one}, ${other}))), "${domain}")`;

const unwanted = String.raw`"([\\/\\\\\\[\\]\\:\\;\\|\\=\\,\\+\\*\\?\\<\\>])"`;

/** An account name as the guides clean it. */
export const cleaned = (text: string, length: number) =>
  String.raw`Replace(Mid(Replace(${text}, , ${unwanted}, , "", , ), 1, ${length}), , "(\\.)*$", , "", , )`;

/** Declares the tests of a page. */
export function reproduces(page: string, examples: readonly Example[]): void {
  describe(`examples of ${page} reproduce`, () => {
    it.each(examples)("%s with %j gives %j", (expression, attributes, result, context = {}) => {
      expect(evaluate(expression, attributes, context)).toEqual(result);
    });
  });
}
