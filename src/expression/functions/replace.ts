/**
 * `Replace`, whose mode depends on the given arguments.
 *
 * Always case-sensitive.
 */
import { isExpressionError } from "../../errors.ts";
import { compileDotnetRegex, type DotnetRegex } from "../dotnet/regex/regex.ts";
import type { Evaluation } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import { offsetInSource } from "../syntax/print.ts";
import {
  checkLength,
  constantString,
  type Evaluate,
  type FunctionCall,
  type FunctionTable,
  fail,
  type StringArguments,
  stringFunction,
} from "./definition.ts";

export const replaceFunctions = {
  Replace: { minimum: 2, maximum: 7, compile: compileReplace },
} satisfies FunctionTable;

/** Positions of the arguments. */
const SOURCE = 0;
const OLD_VALUE = 1;
const PATTERN = 2;
const GROUP = 3;
const REPLACEMENT = 4;
const ATTRIBUTE = 5;
const TEMPLATE = 6;

type Mode = (strings: StringArguments, call: FunctionCall, evaluation: Evaluation) => ExpressionResult;

function compileReplace(call: FunctionCall): Evaluate {
  const mode = modeOf(call);
  return stringFunction(2, 7, mode).compile(call);
}

/** Selects the mode by the given arguments; the reference describes these five combinations. */
function modeOf(call: FunctionCall): Mode {
  const given = [OLD_VALUE, PATTERN, GROUP, REPLACEMENT, ATTRIBUTE, TEMPLATE].filter((index) => isUsed(call, index));
  switch (given.join()) {
    case `${OLD_VALUE},${REPLACEMENT}`:
      return literalMode(SOURCE, REPLACEMENT);
    case `${OLD_VALUE},${TEMPLATE}`:
      return literalMode(TEMPLATE, SOURCE);
    case `${PATTERN},${REPLACEMENT}`:
      return patternMode(call, SOURCE, (regex, string, strings) => regex.replace(string, strings[REPLACEMENT] ?? ""));
    case `${PATTERN},${GROUP},${REPLACEMENT}`:
      return patternMode(call, SOURCE, (regex, string, strings) =>
        regex.replaceGroup(string, strings[GROUP] ?? "", strings[REPLACEMENT] ?? ""),
      );
    case `${PATTERN},${GROUP},${ATTRIBUTE}`:
      return patternMode(
        call,
        ATTRIBUTE,
        (regex, string, strings) => regex.extract(string, strings[GROUP] ?? "") ?? null,
      );
    default:
      return fail(call, "unsupported_replace", UNSUPPORTED);
  }
}

const UNSUPPORTED = "expected oldValue or regexPattern, and replacementValue, template or an attribute";

/** An argument that is the constant `""` does not count, except as replacement, where it deletes. */
function isUsed({ nodes }: FunctionCall, index: number): boolean {
  const node = nodes[index];
  if (node === undefined || node.kind === "omitted") return false;
  return index === REPLACEMENT || node.kind !== "string" || node.value !== "";
}

/** Replaces oldValue in a string everywhere. Without a source there is nothing to send. */
function literalMode(subject: number, other: number): Mode {
  return (strings, call) => {
    const string = strings[subject] ?? null;
    if (string === null || strings[SOURCE] === null) return null;
    const oldValue = strings[OLD_VALUE] || fail(call, "wrong_argument_type", "oldValue is empty");
    const replacement = strings[other] ?? "";
    const pieces = string.split(oldValue);
    checkLength(string.length + pieces.length * (replacement.length - oldValue.length), call);
    return pieces.join(replacement);
  };
}

type Apply = (regex: DotnetRegex, string: string, strings: StringArguments) => string | null;

/** Applies the pattern to the source, or to the other attribute if the source has no value. */
function patternMode(call: FunctionCall, subject: number, apply: Apply): Mode {
  const regexOf = compilePattern(call);
  return (strings) => {
    const whenPresent = call.assumptions.replaceByAttribute === "whenPresent";
    if (subject === ATTRIBUTE && Boolean(strings[SOURCE]) !== whenPresent) return strings[SOURCE] ?? null;
    const string = strings[subject] ?? null;
    return string === null ? null : withSourceOffset(call, () => apply(regexOf(strings), string, strings));
  };
}

/** Compiles a constant pattern once, with the call, and looks up a constant group in it. */
function compilePattern(call: FunctionCall): (strings: StringArguments) => DotnetRegex {
  const constant = constantString(call, PATTERN);
  if (constant === undefined) return (strings) => compileDotnetRegex(strings[PATTERN] ?? "");
  return withSourceOffset(call, () => {
    const regex = compileDotnetRegex(constant);
    const group = constantString(call, GROUP) ?? "";
    if (group !== "") regex.groupIndex(group);
    return () => regex;
  });
}

/** Makes errors of a pattern point to their place in the expression, or to the argument if the pattern is computed. */
function withSourceOffset<T>(call: FunctionCall, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    const pattern = call.nodes[PATTERN];
    const isConstant = pattern?.kind === "string";
    const offset = isConstant ? offsetInSource(call.source, pattern, error.offset) : (pattern?.offset ?? call.offset);
    return fail({ ...call, offset }, error.code, error.message, error);
  }
}
