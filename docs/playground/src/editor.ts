/**
 * The editor of the expression: CodeMirror with the language's lexer, lint and completion. It is in a shadow tree,
 * where its styles are style sheets created by the script, which the page's policy allows; it blocks `<style>`
 * elements.
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
import { rangeOf } from "./problems.ts";

/** Maximum number of characters in the editor; expressions are shorter. */
const MAX_LENGTH = 20_000;

/** The interface of the editor. */
export interface Editor {
  /** Returns the expression. */
  readonly expression: () => string;
  /** Replaces the expression; characters beyond the maximum are dropped. */
  readonly setExpression: (expression: string) => void;
  /** Underlines problems. */
  readonly showProblems: (problems: readonly LintProblem[]) => void;
  /** Moves the cursor to an offset, and the focus to the editor. */
  readonly goTo: (offset: number) => void;
}

/** Options of {@link createEditor}. */
export interface EditorOptions {
  /** Element that contains the editor. */
  readonly parent: HTMLElement;
  /** Names to complete inside brackets. */
  readonly attributes: () => Iterable<string>;
  /** Called after every change. */
  readonly onChange: () => void;
}

/** Creates the editor. */
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
      EditorState.changeFilter.of((transaction) => transaction.newDoc.length <= MAX_LENGTH),
      placeholder("Type an expression, or choose an example"),
      // Tab is bound to nothing, so that the keyboard can leave (WCAG 2.2, 2.1.2).
      keymap.of([...completionKeymap, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange();
      }),
    ],
  });
  return {
    expression: () => view.state.doc.toString(),
    setExpression: (expression) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: expression.slice(0, MAX_LENGTH) } });
    },
    showProblems: (problems) => {
      const diagnostics = problems.map((problem) => diagnosticOf(problem, view.state.doc.length));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo: (offset) => {
      const position = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: EditorSelection.cursor(position), scrollIntoView: true });
      view.focus();
    },
  };
}

function diagnosticOf(problem: LintProblem, length: number): Diagnostic {
  const { severity, message, fix } = problem;
  return {
    ...rangeOf(problem, length),
    severity: severity === "information" ? "info" : severity,
    message,
    actions:
      fix === undefined
        ? []
        : [
            {
              name: `Write ${fix.text}`,
              apply: (view) => view.dispatch({ changes: { from: fix.offset, to: fix.end, insert: fix.text } }),
            },
          ],
  };
}
