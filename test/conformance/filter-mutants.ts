/** Mutants with defects of filters, made by changing the filter of a request. */
import { type Filter, parseFilter, printFilter } from "../../src/filter/index.ts";
import { changingQuery, type Mutant } from "./build-mutant.ts";

/** A defect that reads parts of a filter as others. Invalid filters stay as they are. */
export function filterMutant(defect: string, change: (part: Filter) => Filter): Mutant {
  return {
    defect,
    wrap: changingQuery((query) => {
      const text = query.get("filter");
      if (text !== null) query.set("filter", changed(text, change));
    }),
  };
}

function changed(text: string, change: (part: Filter) => Filter): string {
  try {
    return printFilter(walk(parseFilter(text), change));
  } catch {
    return text;
  }
}

function walk(filter: Filter, change: (part: Filter) => Filter): Filter {
  const own = change(filter);
  switch (own.kind) {
    case "and":
    case "or":
      return { ...own, operands: own.operands.map((operand) => walk(operand, change)) };
    case "not":
      return { ...own, operand: walk(own.operand, change) };
    default:
      return own;
  }
}
