import fc from "fast-check";
import type { FilterNode } from "../../src/filter/ast.ts";
import type { Filter, FilterValue } from "../../src/filter/index.ts";
import type { AttributePath } from "../../src/models/attribute-tree.ts";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
const urn = fc.constantFrom(
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  "urn:example:badge:2.0",
  "http://example.com/schemas/2.0/Badge",
);

/** Names of every form that the grammar has. */
export const attributePath: fc.Arbitrary<AttributePath> = fc.oneof(
  name.map((name) => ({ name })),
  fc.tuple(name, fc.oneof(name, fc.constant("$ref"))).map(([name, subAttribute]) => ({ name, subAttribute })),
  fc.tuple(urn, name).map(([schema, name]) => ({ schema, name })),
  fc.tuple(urn, name, name).map(([schema, name, subAttribute]) => ({ schema, name, subAttribute })),
  fc.constant({ schema: "urn:example:badge", name: "2.0" }),
);

/** Literals, lone surrogates, control characters and negative zero among them. */
const filterValue: fc.Arbitrary<FilterValue> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

const present: fc.Arbitrary<FilterNode<"present">> = attributePath.map((path) => ({ kind: "present", path }));
const compare: fc.Arbitrary<FilterNode<"compare">> = fc
  .tuple(attributePath, fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"), filterValue)
  .map(([path, operator, value]) => ({ kind: "compare", path, operator, value }));

function composed(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter; and: Filter; or: Filter; not: Filter }>((tie) => ({
    filter: fc.oneof({ maxDepth: 4 }, leaf, tie("and"), tie("or"), tie("not")),
    and: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }).map((operands) => ({ kind: "and", operands })),
    or: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }).map((operands) => ({ kind: "or", operands })),
    not: tie("filter").map((operand) => ({ kind: "not", operand })),
  })).filter;
}

/** Filters as they stand between brackets: without value paths. */
export const elementFilter: fc.Arbitrary<Filter> = composed(fc.oneof(compare, present));

/** Filters of every form that the grammar has. */
export const anyFilter: fc.Arbitrary<Filter> = composed(
  fc.oneof(
    compare,
    present,
    fc.tuple(attributePath, elementFilter).map(([path, filter]) => ({ kind: "valuePath" as const, path, filter })),
  ),
);
