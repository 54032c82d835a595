/** The table of a synchronization schema's mappings, tried against a CSV row. */
import { compileExpression, type EvaluationContext, isExpressionError } from "proxyclick-scim/expression";
import { givenUserReader } from "../../../src/provisioning/mapping/given-user.ts";
import { button, element } from "./element.ts";
import { cut, printValue, visible } from "./print-value.ts";
import type { Sample } from "./sample.ts";
import type { SchemaMapping } from "./schema.ts";

const MAX_VALUE = 300;

/** Milliseconds that all mappings may take: patterns may be slow, and a link may bring many of them. */
const MAX_TIME = 2000;

/** The source attributes that mappings read. */
export function attributesOf(mappings: readonly SchemaMapping[]): readonly string[] {
  return [...new Set(mappings.flatMap(({ expression }) => (expression === undefined ? [] : readBy(expression))))];
}

/** The attributes of an expression; none of one that does not compile, as its cell in the table says. */
function readBy(expression: string): readonly string[] {
  try {
    return compileExpression(expression).attributes;
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return [];
  }
}

/** The rows of the table: target attribute, expression, value. */
export function mappingRows(
  mappings: readonly SchemaMapping[],
  sample: Sample,
  context: EvaluationContext,
  onOpen: (expression: string) => void,
): readonly HTMLTableRowElement[] {
  const end = performance.now() + MAX_TIME;
  return mappings.map((mapping) => {
    const target = element("th", { scope: "row" }, cut(visible(mapping.target), MAX_VALUE));
    if (mapping.objects !== "") target.append(element("small", {}, cut(visible(mapping.objects), MAX_VALUE)));
    const value = performance.now() < end ? valueCell(mapping, sample, context) : lateCell();
    return element("tr", {}, target, expressionCell(mapping, onOpen), value);
  });
}

function expressionCell({ expression, target }: SchemaMapping, onOpen: (expression: string) => void): HTMLElement {
  if (expression === undefined) return element("td", { class: "quiet" }, "none");
  const label = { class: "open", "aria-label": `Open the expression of ${cut(visible(target), 80)}` };
  const shown = element("code", {}, cut(visible(expression), MAX_VALUE));
  return element(
    "td",
    {},
    shown,
    " ",
    button("Open", () => onOpen(expression), label),
  );
}

function valueCell(
  { expression, defaultValue }: SchemaMapping,
  sample: Sample,
  context: EvaluationContext,
): HTMLElement {
  const cell = element("td");
  if (expression === undefined) return cell;
  try {
    const value = compileExpression(expression).evaluate(givenUserReader(sample), context);
    cell.append(element("code", {}, printValue(value, MAX_VALUE)));
    if ((value === null || value === "") && defaultValue !== undefined) {
      cell.append(element("small", {}, `default on creation: ${cut(visible(defaultValue), MAX_VALUE)}`));
    }
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    cell.append(element("span", { class: "error" }, visible(error.message)));
  }
  return cell;
}

function lateCell(): HTMLElement {
  return element("td", { class: "quiet" }, "not evaluated: the mappings before this one took too long");
}
