import { isOfKind, ProxyclickScimError } from "./base.ts";
import { pointAt } from "./point-at.ts";

/**
 * What is wrong with an expression. The names are this package's own; the service's exact messages are not public.
 */
export type ExpressionErrorCode =
  | "parse_error"
  | "expression_too_long"
  | "expression_too_deep"
  | "unknown_function"
  | "wrong_argument_count"
  | "wrong_argument_type"
  | "value_too_long"
  | "date_parse_error"
  | "date_out_of_range"
  | "invalid_interval"
  | "invalid_format"
  | "index_out_of_range"
  | "invalid_length"
  | "invalid_regex"
  | "regex_timeout"
  | "unsupported_replace"
  | "unsupported_condition"
  | "no_default_domain"
  | "not_top_level"
  | "matching_attribute_not_allowed"
  | "all_candidates_taken"
  | "custom_error";

/** What an {@link ExpressionError} is made of. */
export interface ExpressionErrorOptions extends ErrorOptions {
  /** Stable reason. */
  readonly code: ExpressionErrorCode;
  /** The expression. */
  readonly source: string;
  /** Zero-based offset into the expression, in UTF-16 code units. */
  readonly offset: number;
}

/** An expression that cannot be compiled, or that failed while it was evaluated. */
export class ExpressionError extends ProxyclickScimError {
  /** Stable reason. */
  readonly code: ExpressionErrorCode;
  /** Zero-based offset into the expression, in UTF-16 code units. */
  readonly offset: number;
  /** The text around the offset and, on a second line, a caret below the place. */
  readonly caret: string;

  constructor(message: string, options: ExpressionErrorOptions) {
    super("ExpressionError", ["expression"], message, options);
    this.code = options.code;
    this.offset = options.offset;
    this.caret = pointAt(options.source, options.offset);
  }
}

/** Whether a value is an {@link ExpressionError}, also one made by another copy of this package. */
export function isExpressionError(value: unknown): value is ExpressionError {
  return isOfKind(value, "expression");
}
