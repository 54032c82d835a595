/**
 * Extracts the part of a filter that a table can evaluate: conditions that hold for every match, and possibly for other
 * rows too.
 */
import type { CompareOperator, Filter, FilterNode } from "../../filter/ast.ts";
import { type AttributeNode, type AttributePath, type AttributeTree, lookUpPath } from "../../models/attribute-tree.ts";
import { locateValue } from "../store/attribute-values.ts";

/** A comparison that a table evaluates. */
export interface TableCondition {
  /** The column, by its name in the options. */
  readonly column: string;
  /** Path of the attribute, such as `userName` or `emails.value`. */
  readonly attribute: string;
  /** One of the operators in the options. */
  readonly operator: CompareOperator;
  /** The value to compare the column with. */
  readonly value: string | number | boolean;
  /**
   * Whether strings are compared exactly. When false, they are equal when their `comparisonKey` is, and a table that
   * compares exactly would miss matches.
   */
  readonly caseExact: boolean;
}

/** The comparisons that a table can evaluate. */
export interface TableCapabilities {
  /** Columns by the path of their attribute. */
  readonly columns: ReadonlyMap<string, string>;
  /** Operators that the table supports. */
  readonly operators: ReadonlySet<CompareOperator>;
}

/** The part of a filter that a table can evaluate. */
export interface PushedDownFilter {
  /** All of them hold for every match. */
  readonly conditions: readonly TableCondition[];
  /** Whether the conditions are the whole filter. */
  readonly isComplete: boolean;
}

type NodeOf = (path: AttributePath) => AttributeNode | undefined;

/**
 * Splits a filter at its `and`s. A condition inside a value path is pushed down as one on any element, which every
 * match satisfies.
 */
export function pushDownFilter(filter: Filter, tree: AttributeTree, capabilities: TableCapabilities): PushedDownFilter {
  return push(
    filter,
    (path) => {
      const found = lookUpPath(tree, path);
      return found === undefined ? undefined : locateValue(found)?.node;
    },
    tree,
    capabilities,
  );
}

function push(filter: Filter, nodeOf: NodeOf, tree: AttributeTree, capabilities: TableCapabilities): PushedDownFilter {
  switch (filter.kind) {
    case "compare": {
      const condition = conditionOf(filter, nodeOf(filter.path), capabilities);
      return { conditions: condition === undefined ? [] : [condition], isComplete: condition !== undefined };
    }
    case "and": {
      const parts = filter.operands.map((operand) => push(operand, nodeOf, tree, capabilities));
      return {
        conditions: parts.flatMap(({ conditions }) => conditions),
        isComplete: parts.every(({ isComplete: isWhole }) => isWhole),
      };
    }
    case "valuePath": {
      const attribute = lookUpPath(tree, filter.path)?.attribute;
      const inner: NodeOf = ({ name }) => attribute?.subAttributes.get(name.toLowerCase());
      return { ...push(filter.filter, inner, tree, capabilities), isComplete: false };
    }
    case "or":
    case "not":
    case "present":
      return { conditions: [], isComplete: false };
  }
}

function conditionOf(
  { operator, value }: FilterNode<"compare">,
  node: AttributeNode | undefined,
  { columns, operators }: TableCapabilities,
): TableCondition | undefined {
  const column = node === undefined ? undefined : columns.get(node.path);
  if (node === undefined || column === undefined || value === null || !operators.has(operator)) return undefined;
  // "ne" also holds for rows without a value, for which SQL's <> does not.
  if (operator === "ne" || typeof value !== literalTypeOf(node)) return undefined;
  return { column, attribute: node.path, operator, value, caseExact: node.caseExact };
}

/**
 * The type of literals that a column can be compared with directly; undefined for dates and bytes, which have several
 * spellings.
 */
function literalTypeOf({ type }: AttributeNode): "string" | "number" | "boolean" | undefined {
  switch (type) {
    case "string":
    case "reference":
      return "string";
    case "boolean":
      return "boolean";
    case "integer":
    case "decimal":
      return "number";
    default:
      return undefined;
  }
}
