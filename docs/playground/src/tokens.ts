/** Splits an expression into tokens, also while it is being typed. */
import { type ExpressionToken, isExpressionError, tokenizeExpression } from "proxyclick-scim/expression";

/** Returns the tokens up to the first character that starts none. */
export function tokensOf(expression: string): readonly ExpressionToken[] {
  try {
    return tokenizeExpression(expression);
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    return error.code === "parse_error" && error.offset < expression.length
      ? tokensOf(expression.slice(0, error.offset))
      : [];
  }
}
