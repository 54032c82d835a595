/**
 * Restricts a filter over several resource types to one of them: an attribute that the type does not have counts as one
 * without a value (RFC 7644 §3.4.2.1).
 */
import type { Filter } from "../../filter/ast.ts";
import { elementLookup, type NameLookup, resourceLookup } from "../../filter/name-lookup.ts";
import type { AttributeTree } from "../../models/attribute-tree.ts";

/**
 * Removes from a filter what a resource type does not have.
 *
 * @returns the remaining filter; true or false where the result is the same for every resource of the type.
 */
export function restrictFilter(filter: Filter, tree: AttributeTree): Filter | boolean {
  return restrict(filter, resourceLookup(tree));
}

function restrict(filter: Filter, lookup: NameLookup): Filter | boolean {
  switch (filter.kind) {
    case "compare":
      if (lookup(filter.path) !== undefined) return filter;
      // Without a value, `ne` holds, and so does `eq null`: see compileFilter.
      return filter.value === null ? filter.operator === "eq" : filter.operator === "ne";
    case "present":
      return lookup(filter.path) === undefined ? false : filter;
    case "not": {
      const operand = restrict(filter.operand, lookup);
      return typeof operand === "boolean" ? !operand : { kind: "not", operand };
    }
    case "and":
    case "or":
      return simplify(
        filter.kind,
        filter.operands.map((operand) => restrict(operand, lookup)),
      );
    case "valuePath": {
      const node = lookup(filter.path)?.node;
      if (node === undefined) return false;
      const inner = restrict(filter.filter, elementLookup(node));
      if (typeof inner !== "boolean") return { ...filter, filter: inner };
      return inner ? { kind: "present", path: filter.path } : false;
    }
  }
}

/** `true` decides an `or`, `false` an `and`; the other constant drops out. */
function simplify(kind: "and" | "or", operands: readonly (Filter | boolean)[]): Filter | boolean {
  const deciding = kind === "or";
  if (operands.includes(deciding)) return deciding;
  const rest = operands.filter((operand) => typeof operand !== "boolean");
  const [first] = rest;
  if (first === undefined) return !deciding;
  return rest.length === 1 ? first : { kind, operands: rest };
}
