/**
 * What a text must have for a pattern to match at all, and what a match can start with: looked at before the machine runs.
 */
import type { RegexNode, UnitTest } from "./syntax.ts";

/** The longest text that every match contains; empty when none is known. */
export function requiredText(node: RegexNode): string {
  return collect(node).longest;
}

/** Texts that every match of a node contains: at its start, at its end, and the longest one. */
interface Required {
  /** The node matches this text and nothing else. */
  readonly exact: string | undefined;
  readonly longest: string;
}

const NOTHING: Required = { exact: undefined, longest: "" };

function collect(node: RegexNode): Required {
  switch (node.kind) {
    case "literal": {
      const text = String.fromCharCode(node.unit);
      return { exact: text, longest: text };
    }
    case "sequence":
      return collectSequence(node.nodes);
    case "anchor":
      return { exact: "", longest: "" };
    case "capture":
    case "atomic":
      return collect(node.node);
    case "repeat":
      return node.minimum > 0 ? { exact: undefined, longest: collect(node.node).longest } : NOTHING;
    default:
      return NOTHING;
  }
}

function collectSequence(nodes: readonly RegexNode[]): Required {
  let longest = "";
  let run = "";
  let isExact = true;
  for (const node of nodes) {
    const required = collect(node);
    if (required.exact !== undefined) run += required.exact;
    else {
      isExact = false;
      run = "";
      if (required.longest.length > longest.length) longest = required.longest;
    }
    if (run.length > longest.length) longest = run;
  }
  return { exact: isExact ? run : undefined, longest };
}

/** The code units that a match can start with; undefined when it can start with any, or be empty. */
export function leadingTest(node: RegexNode): UnitTest | undefined {
  switch (node.kind) {
    case "literal":
      return (unit) => unit === node.unit;
    case "set":
      return node.test;
    case "capture":
    case "atomic":
      return leadingTest(node.node);
    case "repeat":
      return node.minimum > 0 ? leadingTest(node.node) : undefined;
    case "sequence": {
      const first = node.nodes.find((one) => one.kind !== "anchor");
      return first === undefined ? undefined : leadingTest(first);
    }
    case "alternation":
      return eitherTest(node.nodes.map(leadingTest));
    default:
      return undefined;
  }
}

function eitherTest(tests: readonly (UnitTest | undefined)[]): UnitTest | undefined {
  const known = tests.filter((test) => test !== undefined);
  return known.length === tests.length ? (unit) => known.some((test) => test(unit)) : undefined;
}

/** Whether a match can only be at the start of the text. */
export function isAnchored(node: RegexNode): boolean {
  if (node.kind === "anchor") return node.anchor === "textStart";
  if (node.kind === "capture" || node.kind === "atomic") return isAnchored(node.node);
  if (node.kind !== "sequence") return false;
  const [first] = node.nodes;
  return first !== undefined && isAnchored(first);
}
