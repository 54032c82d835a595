/**
 * What a text must have for a pattern to match at all, and where a match can start: looked at before the machine runs.
 */
import { textStart } from "./anchors.ts";
import type { RegexNode } from "./pattern-tree.ts";

/** The longest text that every match contains, as far as it shows at once; empty when none does. */
export function requiredLiteral(node: RegexNode): string {
  switch (node.kind) {
    case "literal":
      return String.fromCharCode(node.unit);
    case "capture":
    case "atomic":
      return requiredLiteral(node.node);
    case "repeat":
      return node.minimum > 0 ? requiredLiteral(node.node) : "";
    case "sequence":
      return longestLiteral(node.nodes);
    default:
      return "";
  }
}

function longestLiteral(nodes: readonly RegexNode[]): string {
  let longest = "";
  let run = "";
  for (const node of nodes) {
    const text = requiredLiteral(node);
    run = node.kind === "literal" ? run + text : "";
    for (const candidate of [run, text]) if (candidate.length > longest.length) longest = candidate;
  }
  return longest;
}

/** Whether a match can only be at the start of the text. */
export function isAnchored(node: RegexNode): boolean {
  if (node.kind === "anchor") return node.test === textStart;
  if (node.kind === "capture" || node.kind === "atomic") return isAnchored(node.node);
  if (node.kind !== "sequence") return false;
  const [first] = node.nodes;
  return first !== undefined && isAnchored(first);
}
