/** Completes names of functions and of sample attributes. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { functionGuides } from "proxyclick-scim/expression";

const FUNCTIONS: readonly Completion[] = functionGuides().map(({ name, parameters, summary }) => ({
  label: name,
  detail: `(${parameters.map((parameter) => parameter.name).join(", ")})`,
  info: summary,
  type: "function",
  apply: `${name}(`,
}));

/** Functions after a letter, attributes after a bracket, all of them when asked for at an empty place. */
export function completions(attributes: () => Iterable<string>): CompletionSource {
  return (context) => attributeCompletions(context, attributes()) ?? functionCompletions(context);
}

function attributeCompletions(context: CompletionContext, names: Iterable<string>): CompletionResult | null {
  const typed = context.matchBefore(/\[[^[\]"]*/);
  if (typed === null) return null;
  const isClosed = context.state.sliceDoc(context.pos, context.pos + 1) === "]";
  const options = [...names].map((name) => ({ label: name, type: "variable", apply: isClosed ? name : `${name}]` }));
  return { from: typed.from + 1, options, validFor: /^[^[\]"]*$/ };
}

function functionCompletions(context: CompletionContext): CompletionResult | null {
  const typed = context.matchBefore(/\w+/);
  if (typed === null && !context.explicit) return null;
  const before = context.state.sliceDoc(0, typed?.from ?? context.pos);
  const isInText = (before.replace(/\\["\\]/g, "").split('"').length - 1) % 2 === 1;
  return isInText ? null : { from: typed?.from ?? context.pos, options: [...FUNCTIONS], validFor: /^\w*$/ };
}
