/** The examples by function, from the table that the guide to the language is generated from. */
import { type FunctionGuide, functionGuides } from "proxyclick-scim/expression";
import { button, element, prose } from "./element.ts";
import { printValue } from "./print-value.ts";

/** An example, as texts for the page's fields. */
export interface ChosenExample {
  /** The expression. */
  readonly expression: string;
  /** JSON of its attributes. */
  readonly attributes: string;
  /** The clock; empty where the example has none. */
  readonly now: string;
  /** The default domain; empty where the example has none. */
  readonly domain: string;
}

/** Shows all examples in a list, and in the list only those that a search finds. */
export function showGallery(
  list: HTMLElement,
  search: HTMLInputElement,
  found: HTMLElement,
  onChoose: (example: ChosenExample) => void,
): void {
  const cards = functionGuides().map((guide) => ({ card: cardOf(guide, onChoose), text: searchTextOf(guide) }));
  list.replaceChildren(...cards.map(({ card }) => card));
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    for (const { card, text } of cards) card.hidden = !words.every((word) => text.includes(word));
    const count = cards.filter(({ card }) => !card.hidden).length;
    found.textContent = `${count} of ${cards.length} functions`;
  };
  search.addEventListener("input", filter);
  filter();
}

function searchTextOf({ name, summary, example }: FunctionGuide): string {
  return `${name} ${summary} ${example.expression}`.toLowerCase();
}

function cardOf(guide: FunctionGuide, onChoose: (example: ChosenExample) => void): HTMLElement {
  const { name, summary, example } = guide;
  const choose = button(name, () => onChoose(chosen(guide)), { class: "choose", "aria-description": summary });
  const result = element("code", { class: "result" }, printValue(example.result, 80));
  return element(
    "li",
    {},
    choose,
    element("p", {}, ...prose(summary)),
    element("pre", {}, element("code", {}, example.expression)),
    element("p", { class: "gives" }, isFixed(guide) ? "gives " : "gives, for instance, ", result),
  );
}

/** Whether the page comes to the same result: its clock and domain can be set, its randomness and its target cannot. */
function isFixed({ example: { context = {} } }: FunctionGuide): boolean {
  return context.random === undefined && context.guid === undefined && context.isTaken === undefined;
}

function chosen({ example }: FunctionGuide): ChosenExample {
  const { expression, attributes = {}, context = {} } = example;
  return {
    expression,
    attributes: JSON.stringify(attributes, null, 2),
    now: context.now?.().toISOString() ?? "",
    domain: context.defaultDomain ?? "",
  };
}
