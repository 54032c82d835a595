/** Parses expressions; an error of syntax says what its author most likely meant. */
import { ExpressionError, isExpressionError } from "../../errors.ts";
import type { ExpressionNode } from "../syntax/ast.ts";
import { type ExpressionToken, tokenize } from "../syntax/lexer.ts";
import { parse } from "../syntax/parser.ts";
import { syntaxHint } from "./hints.ts";

/**
 * Parses an expression.
 *
 * @param source The expression; at most 10,000 characters.
 * @returns The syntax tree; functions are not looked up.
 * @throws ExpressionError `parse_error`, `expression_too_long` or `expression_too_deep`.
 */
export function parseExpression(source: string): ExpressionNode {
  return explainErrors(source, parse);
}

/**
 * Splits an expression into tokens, as an editor needs them for syntax highlighting.
 *
 * @param source The expression; it need not be valid as a whole.
 * @returns The tokens in order, without white space.
 * @throws ExpressionError `expression_too_long`, or `parse_error` for characters that start no token.
 */
export function tokenizeExpression(source: string): readonly ExpressionToken[] {
  return explainErrors(source, tokenize);
}

function explainErrors<T>(source: string, read: (source: string) => T): T {
  try {
    return read(source);
  } catch (error) {
    if (!isExpressionError(error) || error.code !== "parse_error") throw error;
    const { code, offset } = error;
    const hint = syntaxHint(source, offset);
    throw hint === undefined ? error : new ExpressionError(hint.message, { code, source, offset, cause: error });
  }
}
