/**
 * Conditions that a string must meet before the machine runs: a literal that every match contains, and where a match
 * can start.
 */
import { stringStart } from "./anchors.ts";
import type { RegexNode } from "./pattern-tree.ts";

/** The longest literal that every match is known to contain; empty if there is none. */
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
    const literal = requiredLiteral(node);
    run = node.kind === "literal" ? run + literal : "";
    for (const candidate of [run, literal]) if (candidate.length > longest.length) longest = candidate;
  }
  return longest;
}

/** Whether a match can only be at the start of the string. */
export function isAnchored(node: RegexNode): boolean {
  if (node.kind === "anchor") return node.test === stringStart;
  if (node.kind === "capture" || node.kind === "atomic") return isAnchored(node.node);
  if (node.kind !== "sequence") return false;
  const [first] = node.nodes;
  return first !== undefined && isAnchored(first);
}
