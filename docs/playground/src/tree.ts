/** The tree of an expression with the value of every node. */
import type { ExplainedNode } from "proxyclick-scim/expression";
import { element } from "./element.ts";
import { cut, printValue, visible } from "./print-value.ts";

/** Most nodes that are shown. */
const MAX_NODES = 1000;

const MAX_TEXT = 120;
const MAX_VALUE = 300;

/** A nested list; a list inside a list is what screen readers read out with its level. */
export function treeOf(root: ExplainedNode): HTMLElement {
  let left = MAX_NODES;
  const listOf = (nodes: readonly ExplainedNode[]): HTMLUListElement => {
    const list = element("ul");
    for (const node of nodes) {
      left -= 1;
      if (left < 0) break;
      const item = element("li", { class: node.state }, rowOf(node));
      if (node.children.length > 0) item.append(listOf(node.children));
      list.append(item);
    }
    return list;
  };
  const tree = listOf([root]);
  const rest = element("p", { class: "note" }, `The first ${MAX_NODES.toLocaleString("en")} nodes are shown.`);
  return left < 0 ? element("div", {}, tree, rest) : tree;
}

function rowOf(node: ExplainedNode): HTMLElement {
  const text = node.kind === "omitted" ? "(omitted)" : cut(visible(node.source), MAX_TEXT);
  const row = element("div", { class: "node" }, element("code", { class: node.kind }, text));
  row.append(element("span", { class: "arrow", "aria-hidden": "true" }, "→"), outcomeOf(node));
  return row;
}

function outcomeOf(node: ExplainedNode): HTMLElement {
  if (node.state === "value") return element("code", { class: "outcome" }, printValue(node.value, MAX_VALUE));
  if (node.state === "skipped") return element("span", { class: "outcome quiet" }, "not evaluated");
  return element("span", { class: "outcome error" }, visible(node.error?.message ?? "failed below"));
}
