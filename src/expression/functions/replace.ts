/**
 * `Replace`, whose given arguments decide what it does. Always case-sensitive.
 */
import { isExpressionError } from "../../errors.ts";
import { compileDotnetRegex, type DotnetRegex } from "../dotnet/regex/regex.ts";
import type { Run } from "../evaluation/context.ts";
import type { ExpressionResult } from "../evaluation/values.ts";
import { placeInText } from "../syntax/print.ts";
import {
  type Call,
  checkLength,
  constantText,
  type Evaluate,
  type FunctionTable,
  fail,
  isGiven,
  ofTexts,
  type Texts,
} from "./definition.ts";

export const replaceFunctions = {
  Replace: { minimum: 2, maximum: 7, compile: compileReplace },
} satisfies FunctionTable;

/** Places of the arguments. */
const SOURCE = 0;
const OLD_VALUE = 1;
const PATTERN = 2;
const GROUP = 3;
const REPLACEMENT = 4;
const ATTRIBUTE = 5;
const TEMPLATE = 6;

type Mode = (texts: Texts, call: Call, run: Run) => ExpressionResult;

function compileReplace(call: Call): Evaluate {
  const mode = modeOf(call);
  return ofTexts(2, 7, mode).compile(call);
}

/** The given arguments select the mode; the reference describes these five combinations. */
function modeOf(call: Call): Mode {
  const given = [OLD_VALUE, PATTERN, GROUP, REPLACEMENT, ATTRIBUTE, TEMPLATE].filter((index) => isUsed(call, index));
  switch (given.join()) {
    case `${OLD_VALUE},${REPLACEMENT}`:
      return literalMode(SOURCE, REPLACEMENT);
    case `${OLD_VALUE},${TEMPLATE}`:
      return literalMode(TEMPLATE, SOURCE);
    case `${PATTERN},${REPLACEMENT}`:
      return patternMode(call, SOURCE, (regex, text, texts) => regex.replace(text, texts[REPLACEMENT] ?? ""));
    case `${PATTERN},${GROUP},${REPLACEMENT}`:
      return patternMode(call, SOURCE, (regex, text, texts) =>
        regex.replaceGroup(text, texts[GROUP] ?? "", texts[REPLACEMENT] ?? ""),
      );
    case `${PATTERN},${GROUP},${ATTRIBUTE}`:
      return patternMode(call, ATTRIBUTE, (regex, text, texts) => regex.extract(text, texts[GROUP] ?? "") ?? null);
    default:
      return fail(call, "unsupported_replace", UNSUPPORTED);
  }
}

const UNSUPPORTED = "expected oldValue or regexPattern, and replacementValue, template or an attribute";

/** An argument that is the constant `""` says nothing, except as replacement, where it deletes. */
function isUsed(call: Call, index: number): boolean {
  return isGiven(call, index) && (index === REPLACEMENT || constantText(call, index) !== "");
}

/** One text with another in every place of oldValue. Without a source there is nothing to send. */
function literalMode(subject: number, other: number): Mode {
  return (texts, call) => {
    const text = texts[subject] ?? null;
    if (text === null || texts[SOURCE] === null) return null;
    const oldValue = texts[OLD_VALUE] || fail(call, "wrong_argument_type", "oldValue is empty");
    const replacement = texts[other] ?? "";
    const pieces = text.split(oldValue);
    checkLength(text.length + pieces.length * (replacement.length - oldValue.length), call);
    return pieces.join(replacement);
  };
}

type Apply = (regex: DotnetRegex, text: string, texts: Texts) => string | null;

/** Applies the pattern to the source, or to the other attribute, which is for a source without a value only. */
function patternMode(call: Call, subject: number, apply: Apply): Mode {
  const regexOf = compilePattern(call);
  return (texts) => {
    if (subject === ATTRIBUTE && texts[SOURCE]) return texts[SOURCE];
    const text = texts[subject] ?? null;
    return text === null ? null : guarded(call, () => apply(regexOf(texts), text, texts));
  };
}

/** A constant pattern is compiled once, with the call, and a constant group looked for in it. */
function compilePattern(call: Call): (texts: Texts) => DotnetRegex {
  const constant = constantText(call, PATTERN);
  if (constant === undefined) return (texts) => compileDotnetRegex(texts[PATTERN] ?? "");
  return guarded(call, () => {
    const regex = compileDotnetRegex(constant);
    const group = constantText(call, GROUP) ?? "";
    if (group !== "") regex.placeOf(group);
    return () => regex;
  });
}

/** Lets errors of a pattern point to their place in the expression; those of a computed pattern, to where it is computed. */
function guarded<T>(call: Call, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    const pattern = call.nodes[PATTERN];
    const isConstant = pattern?.kind === "text";
    const offset = isConstant ? placeInText(call.source, pattern, error.offset) : (pattern?.offset ?? call.offset);
    return fail({ ...call, offset }, error.code, error.message, error);
  }
}
