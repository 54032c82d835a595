/** Makes elements. What comes from outside enters a page as text only. */

/** Attributes of an element by name, and its content. */
export interface ElementParts {
  readonly [attribute: string]: string;
}

/** An element with attributes and children; a text becomes a text node. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: ElementParts = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(label: string, action: () => void, attributes: ElementParts = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

/** A sentence with `code` between backticks. */
export function prose(text: string): readonly (Node | string)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));
}

/** An element of the page's own HTML. */
export function byId<Kind extends Element>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}`);
}
