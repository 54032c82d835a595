/** Tokens for colours, also of text that is still being typed. */
import { type ExpressionToken, isExpressionError, tokenizeExpression } from "proxyclick-scim/expression";

/** The tokens up to the first place that is none. */
export function tokensOf(text: string): readonly ExpressionToken[] {
  try {
    return tokenizeExpression(text);
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return error.code === "parse_error" && error.offset < text.length ? tokensOf(text.slice(0, error.offset)) : [];
  }
}
