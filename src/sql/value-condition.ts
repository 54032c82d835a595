/** Translates a comparison to a condition on the key of a row of `resource_value`. */
import type { CompareOperator, FilterValue } from "../filter/ast.ts";
import type { AttributeNode } from "../models/attribute-tree.ts";
import type { Parameters } from "./statement.ts";
import { INDEXED_LENGTH, indexedPart, keyOfValue } from "./value-key.ts";

/** Operators that compare the order of keys. */
const ORDERS: { readonly [Operator in CompareOperator]?: string } = { gt: ">", ge: ">=", lt: "<", le: "<=" };

const FALSE = "1 = 0";

/**
 * The condition of a comparison, for the row with an alias. Its parameters are added when it is called.
 *
 * @param operator - not `ne`, which is the negation of `eq` over all values of an attribute.
 * @returns undefined for a comparison that SQL cannot decide.
 */
export function conditionOnKey(
  node: AttributeNode,
  operator: CompareOperator,
  value: FilterValue,
  parameters: Parameters,
): ((alias: string) => string) | undefined {
  const wanted = keyOfValue(value, node);
  // A string that no database can store: no stored one is equal to it or contains it.
  if (wanted === undefined) return ORDERS[operator] === undefined ? () => FALSE : undefined;
  return (alias) => {
    const whole = `coalesce(${alias}."full", ${alias}.key)`;
    const key = `${alias}.key`;
    // The key in the index decides, unless the wanted key may be as long as one that was cut.
    const isShort = wanted.length < INDEXED_LENGTH - 1;
    const order = ORDERS[operator];
    if (order !== undefined) {
      return `${isShort ? key : whole} ${order} ${parameters.string(wanted)}${upperBound(node, order, key)}`;
    }
    switch (operator) {
      case "eq": {
        const found = `${key} = ${parameters.string(indexedPart(wanted))}`;
        return isShort ? found : `${found} AND ${whole} = ${parameters.string(wanted)}`;
      }
      case "sw":
        return isShort ? prefixRange(key, wanted, parameters) : prefixRange(whole, wanted, parameters);
      case "co":
        return wanted === "" ? "1 = 1" : parameters.dialect.contains(whole, parameters.string(wanted));
      default:
        return wanted === "" ? "1 = 1" : parameters.dialect.endsWith(whole, parameters.string(wanted));
    }
  };
}

/** Tells the planner of a database that later dates do not include the texts of other attributes. */
function upperBound(node: AttributeNode, order: string, key: string): string {
  return node.type === "dateTime" && order.startsWith(">") ? ` AND ${key} < ':'` : "";
}

/** Texts that start with a prefix, as a range: an index answers it. */
function prefixRange(column: string, prefix: string, parameters: Parameters): string {
  if (prefix === "") return "1 = 1";
  const from = `${column} >= ${parameters.string(prefix)}`;
  const end = endOfPrefix(prefix);
  return end === undefined ? from : `${from} AND ${column} < ${parameters.string(end)}`;
}

/** The first text after all those that start with a prefix; undefined when there is none. */
function endOfPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = (last.codePointAt(0) ?? 0) + 1;
    if (point <= 0x10_ff_ff) return points.join("") + String.fromCodePoint(point === 0xd8_00 ? 0xe0_00 : point);
  }
  return undefined;
}
