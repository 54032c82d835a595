/** Defects of filters, as changes of what a filter says. */
import { type Filter, parseFilter, printFilter } from "../../src/filter/index.ts";
import { type Mutant, parameters } from "./mutation.ts";

/** A defect that reads every part of a filter as another one. Broken filters stay as they are. */
export function filterMutant(defect: string, change: (part: Filter) => Filter): Mutant {
  return {
    defect,
    wrap: parameters((query) => {
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
