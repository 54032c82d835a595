/**
 * How the editor looks. The colours are the page's custom properties, which reach into the shadow tree and follow light
 * and dark.
 */
import { EditorView } from "@codemirror/view";

function wavy(color: string) {
  return {
    backgroundImage: "none",
    paddingBottom: "0",
    textDecoration: `underline wavy ${color}`,
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  };
}

/** The theme of the editor. */
export const editorTheme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--field)", borderRadius: "6px", border: "1px solid var(--line)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "15px", lineHeight: "1.65" },
  ".cm-content": { padding: "12px 4px", minHeight: "76px", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-placeholder": { color: "var(--quiet)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".token-name": { color: "var(--function)" },
  ".token-string": { color: "var(--string)" },
  ".token-attribute": { color: "var(--attribute)" },
  ".token-number": { color: "var(--number)" },
  ".cm-lintRange-error": wavy("var(--error)"),
  ".cm-lintRange-warning": wavy("var(--warning)"),
  ".cm-lintRange-info": wavy("var(--accent)"),
  ".cm-lintRange-active": { backgroundColor: "transparent" },
  ".cm-tooltip": {
    color: "var(--text)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    overflow: "hidden",
    maxWidth: "32rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-accent)", background: "var(--accent)" },
  ".cm-completionDetail": { opacity: "0.8" },
  ".cm-completionIcon": { display: "none" },
  ".cm-diagnostic": { borderLeftWidth: "3px", padding: "6px 10px", fontFamily: "var(--sans)", fontSize: "14px" },
  ".cm-diagnosticAction": { color: "var(--on-accent)", backgroundColor: "var(--accent)", borderRadius: "4px" },
});
