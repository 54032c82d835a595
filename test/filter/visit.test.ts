import { describe, expect, it } from "vitest";
import { type FilterVisitor, parseFilter, visitFilter } from "../../src/filter/index.ts";

/** A translation to prefix notation. */
const prefix: FilterVisitor<string> = {
  compare: ({ path, operator, value }) => `(${operator} ${path.name} ${JSON.stringify(value)})`,
  present: ({ path }) => `(pr ${path.name})`,
  and: ({ operands }, visit) => `(and ${operands.map(visit).join(" ")})`,
  or: ({ operands }, visit) => `(or ${operands.map(visit).join(" ")})`,
  not: ({ operand }, visit) => `(not ${visit(operand)})`,
  valuePath: ({ path, filter }, visit) => `(any ${path.name} ${visit(filter)})`,
};

describe("visitFilter", () => {
  it("calls the function of each kind, which walks on where it likes", () => {
    const filter = parseFilter('not (a pr) and (b eq 1 or emails[type eq "work" and value co "x"])');
    expect(visitFilter(filter, prefix)).toBe(
      '(and (not (pr a)) (or (eq b 1) (any emails (and (eq type "work") (co value "x")))))',
    );
  });

  it("a visitor without a function for each kind does not compile", () => {
    const { not, ...rest } = prefix;
    // @ts-expect-error "not" is missing.
    const incomplete: FilterVisitor<string> = rest;
    expect(incomplete).not.toHaveProperty("not");
    expect(not).toBeTypeOf("function");
  });
});
