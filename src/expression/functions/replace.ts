/**
 * `Replace`, whose given arguments decide what it does. Always case-sensitive.
 */
import { isExpressionError } from "../../errors.ts";
import type { Run } from "../context.ts";
import { compileDotnetRegex, type DotnetRegex } from "../dotnet/regex/regex.ts";
import { placeInText } from "../print.ts";
import type { ExpressionResult } from "../values.ts";
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
      return replaceLiteral;
    case `${OLD_VALUE},${TEMPLATE}`:
      return fillTemplate;
    case `${PATTERN},${REPLACEMENT}`:
      return patternMode(call, (regex, texts) => regex.replace(texts[SOURCE] ?? "", texts[REPLACEMENT] ?? ""));
    case `${PATTERN},${GROUP},${REPLACEMENT}`:
      return patternMode(call, (regex, texts) =>
        regex.replaceGroup(texts[SOURCE] ?? "", texts[GROUP] ?? "", texts[REPLACEMENT] ?? ""),
      );
    case `${PATTERN},${GROUP},${ATTRIBUTE}`:
      return extractMode(call);
    default:
      return fail(call, "unsupported_replace", UNSUPPORTED);
  }
}

const UNSUPPORTED = "expected oldValue or regexPattern with replacementValue, template or replacementAttributeName";

/** An argument that is the constant `""` says nothing, except as replacement, where it deletes. */
function isUsed(call: Call, index: number): boolean {
  return isGiven(call, index) && (index === REPLACEMENT || constantText(call, index) !== "");
}

const replaceLiteral: Mode = (texts, call) => {
  const source = texts[SOURCE] ?? null;
  return source === null ? null : exchange(source, texts[REPLACEMENT] ?? "", texts, call);
};

/** The template with the source in the place of oldValue. Without a source there is nothing to send. */
const fillTemplate: Mode = (texts, call) => {
  const source = texts[SOURCE] ?? null;
  const template = texts[TEMPLATE] ?? null;
  return source === null || template === null ? null : exchange(template, source, texts, call);
};

/** A text with another in every place of oldValue. */
function exchange(text: string, other: string, texts: Texts, call: Call): string {
  const oldValue = texts[OLD_VALUE] || fail(call, "wrong_argument_type", "oldValue is empty");
  const pieces = text.split(oldValue);
  checkLength(text.length + pieces.length * (other.length - oldValue.length), call);
  return pieces.join(other);
}

function patternMode(call: Call, apply: (regex: DotnetRegex, texts: Texts) => string): Mode {
  const regexOf = compilePattern(call);
  return (texts) => {
    if ((texts[SOURCE] ?? null) === null) return null;
    return guarded(call, () => apply(regexOf(texts), texts));
  };
}

/** A source with a value is returned; else the group is taken out of the other attribute. */
function extractMode(call: Call): Mode {
  const regexOf = compilePattern(call);
  return (texts) => {
    const source = texts[SOURCE] ?? "";
    if (source !== "") return source;
    const other = texts[ATTRIBUTE] ?? null;
    if (other === null) return null;
    return guarded(call, () => regexOf(texts).extract(other, texts[GROUP] ?? "") ?? null);
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
