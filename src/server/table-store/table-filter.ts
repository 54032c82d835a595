/** Finds the part of a filter that a table can answer: conditions that hold for every match, and for other rows perhaps too. */
import type { CompareOperator, Filter, FilterNode } from "../../filter/ast.ts";
import {
  type AttributeNode,
  type AttributePath,
  type AttributeTree,
  resolvePath,
} from "../../models/attribute-tree.ts";
import { valuePlace } from "../store/attribute-values.ts";

/** A comparison that a table makes. */
export interface TableCondition {
  /** The column, by the name that the options give it. */
  readonly column: string;
  /** Path of the attribute, such as `userName` or `emails.value`. */
  readonly attribute: string;
  /** One of the operators in the options. */
  readonly operator: CompareOperator;
  /** What the column is compared with. */
  readonly value: string | number | boolean;
  /** Whether texts that differ in case differ. When false, a table that compares exactly would miss matches. */
  readonly caseExact: boolean;
}

/** What a table can compare. */
export interface Comparable {
  /** Columns by the path of their attribute. */
  readonly columns: ReadonlyMap<string, string>;
  /** Operators that the table knows. */
  readonly operators: ReadonlySet<CompareOperator>;
}

/** The part of a filter that a table can answer. */
export interface PushedFilter {
  /** All of them hold for every match. */
  readonly conditions: readonly TableCondition[];
  /** Whether they say all that the filter says. */
  readonly isWhole: boolean;
}

type NodeOf = (path: AttributePath) => AttributeNode | undefined;

/** Takes a filter apart at its `and`s. Inside a value path a condition is asked of any element, which every match satisfies. */
export function pushFilter(filter: Filter, tree: AttributeTree, comparable: Comparable): PushedFilter {
  return push(
    filter,
    (path) => {
      const found = resolvePath(tree, path);
      return found === undefined ? undefined : valuePlace(found)?.node;
    },
    tree,
    comparable,
  );
}

function push(filter: Filter, nodeOf: NodeOf, tree: AttributeTree, comparable: Comparable): PushedFilter {
  switch (filter.kind) {
    case "compare": {
      const condition = conditionOf(filter, nodeOf(filter.path), comparable);
      return { conditions: condition === undefined ? [] : [condition], isWhole: condition !== undefined };
    }
    case "and": {
      const parts = filter.operands.map((operand) => push(operand, nodeOf, tree, comparable));
      return {
        conditions: parts.flatMap(({ conditions }) => conditions),
        isWhole: parts.every(({ isWhole }) => isWhole),
      };
    }
    case "valuePath": {
      const attribute = resolvePath(tree, filter.path)?.attribute;
      const inner: NodeOf = ({ name }) => attribute?.subAttributes.get(name.toLowerCase());
      return { ...push(filter.filter, inner, tree, comparable), isWhole: false };
    }
    case "or":
    case "not":
    case "present":
      return { conditions: [], isWhole: false };
  }
}

function conditionOf(
  { operator, value }: FilterNode<"compare">,
  node: AttributeNode | undefined,
  { columns, operators }: Comparable,
): TableCondition | undefined {
  const column = node === undefined ? undefined : columns.get(node.path);
  if (node === undefined || column === undefined || value === null || !operators.has(operator)) return undefined;
  // "ne" holds for rows without a value too, which SQL's <> does not.
  if (operator === "ne" || typeof value !== valueTypeOf(node)) return undefined;
  return { column, attribute: node.path, operator, value, caseExact: node.caseExact };
}

/** The type of a literal that a column can be compared with as it stands; undefined for dates and bytes, which have several spellings. */
function valueTypeOf({ type }: AttributeNode): "string" | "number" | "boolean" | undefined {
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
