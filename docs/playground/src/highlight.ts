/** Colours the tokens of the editor. */
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { ExpressionToken } from "proxyclick-scim/expression";
import { tokensOf } from "./tokens.ts";

const KINDS = ["string", "number", "attribute", "name"] as const satisfies readonly ExpressionToken["kind"][];
const MARKS: ReadonlyMap<string, Decoration> = new Map(
  KINDS.map((kind) => [kind, Decoration.mark({ class: `token-${kind}` })]),
);

/** Colours for functions, texts, attributes and numbers, by the lexer of the language. */
export const highlight = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, offset, end } of tokensOf(view.state.doc.toString())) {
    const mark = MARKS.get(kind);
    if (mark !== undefined) builder.add(offset, end, mark);
  }
  return builder.finish();
}
