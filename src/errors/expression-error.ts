/** The error for an expression that cannot be compiled or evaluated. */
import { isErrorOf, ProxyclickScimError } from "./base.ts";
import { caretExcerpt } from "./caret-excerpt.ts";

/**
 * What is wrong with an expression. The codes are this package's own: the messages of the Entra service are not public.
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
  | "several_roles"
  | "no_default_domain"
  | "not_top_level"
  | "matching_attribute_not_allowed"
  | "all_candidates_taken"
  | "custom_error";

/** An expression that cannot be compiled, or whose evaluation failed. */
export class ExpressionError extends ProxyclickScimError {
  /** Stable reason. */
  readonly code: ExpressionErrorCode;
  /** Zero-based offset into the expression, in UTF-16 code units. */
  readonly offset: number;
  /** The characters around the offset and, on a second line, a caret below it. */
  readonly caret: string;

  constructor(
    message: string,
    options: ErrorOptions & {
      /** Stable reason. */
      readonly code: ExpressionErrorCode;
      /** The expression. */
      readonly source: string;
      /** Zero-based offset into the expression, in UTF-16 code units. */
      readonly offset: number;
    },
  ) {
    super("ExpressionError", [], message, options);
    this.code = options.code;
    this.offset = options.offset;
    this.caret = caretExcerpt(options.source, options.offset);
  }
}

/** Whether a value is an {@link ExpressionError}, even one made by another copy of this package. */
export function isExpressionError(value: unknown): value is ExpressionError {
  return isErrorOf(value, "ExpressionError");
}
