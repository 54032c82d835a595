/** The gallery of examples by function, from the documentation of the functions. */
import { type FunctionGuide, functionGuides } from "proxyclick-scim/expression";
import { button, element, prose } from "./element.ts";
import { printValue } from "./print-value.ts";

/** An example, as strings for the page's fields. */
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

/** Shows all examples in a list, filtered by the search field. */
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

/**
 * Whether the page always gets the same result: it can set the clock and the domain, but neither randomness nor the
 * target.
 */
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
