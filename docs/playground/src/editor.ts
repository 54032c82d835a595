/**
 * The editor of the expression: CodeMirror with the language's own lexer, lint and completion. It lives in a shadow
 * tree, where its styles are sheets made by script, which the page's policy allows; as a `<style>` element they would
 * be refused.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorSelection, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import type { LintProblem } from "proxyclick-scim/expression";
import { completions } from "./complete.ts";
import { editorTheme } from "./editor-theme.ts";
import { highlight } from "./highlight.ts";
import { placeOf } from "./problems.ts";

/** Longest text that the editor holds; longer ones are no expressions anyway. */
const MAX_TEXT = 20_000;

/** What the page uses of the editor. */
export interface Editor {
  /** The text. */
  readonly text: () => string;
  /** Replaces the text; what is too long is cut. */
  readonly setText: (text: string) => void;
  /** Underlines problems. */
  readonly showProblems: (problems: readonly LintProblem[]) => void;
  /** Puts the cursor at a place, and the focus on the editor. */
  readonly goTo: (offset: number) => void;
}

/** What the editor needs of the page. */
export interface EditorOptions {
  /** Where it stands. */
  readonly parent: HTMLElement;
  /** Names to complete inside brackets. */
  readonly attributes: () => Iterable<string>;
  /** Called after every change. */
  readonly onChange: () => void;
}

/** Makes the editor. */
export function createEditor({ parent, attributes, onChange }: EditorOptions): Editor {
  const root = parent.attachShadow({ mode: "open" });
  const view: EditorView = new EditorView({
    root,
    parent: root,
    extensions: [
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ override: [completions(attributes)] }),
      highlight,
      editorTheme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Expression", "aria-multiline": "true" }),
      EditorState.changeFilter.of((transaction) => transaction.newDoc.length <= MAX_TEXT),
      placeholder("Type an expression, or choose an example"),
      // Tab is bound to nothing, so that the keyboard can leave (WCAG 2.2, 2.1.2).
      keymap.of([...completionKeymap, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange();
      }),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text.slice(0, MAX_TEXT) } });
    },
    showProblems: (problems) => {
      const diagnostics = problems.map((problem) => diagnosticOf(problem, view.state.doc.length));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo: (offset) => {
      const place = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: EditorSelection.cursor(place), scrollIntoView: true });
      view.focus();
    },
  };
}

function diagnosticOf(problem: LintProblem, length: number): Diagnostic {
  const { severity, message, fix } = problem;
  return {
    ...placeOf(problem, length),
    severity: severity === "information" ? "info" : severity,
    message,
    actions:
      fix === undefined
        ? []
        : [
            {
              name: `Write ${fix.replacement}`,
              apply: (view) => view.dispatch({ changes: { from: fix.offset, to: fix.end, insert: fix.replacement } }),
            },
          ],
  };
}
