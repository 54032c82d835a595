/** The value of an expression in Entra beside that of this package. */

/** The value of an expression, or why there is none. */
export interface EvaluatedValue {
  /** The values as strings, as Entra writes them; empty for no value, undefined after an error. */
  readonly values: readonly string[] | undefined;
  /** Why there is no value. */
  readonly error:
    | {
        /** Code of Entra, or of this package's `ExpressionError`. */
        readonly code: string;
        /** What is wrong. */
        readonly message: string;
      }
    | undefined;
}

/** The value of an expression in Entra beside that of this package. */
export interface EvaluationComparison {
  /** The expression in its standard form, as Entra writes it; as it was given when Entra does not parse it. */
  readonly expression: string;
  /** What Entra's `parseExpression` returned. */
  readonly entra: EvaluatedValue;
  /** What this package evaluates. `IgnoreAttributeFlow` and `IgnoreObjectFlow` are values here. */
  readonly ours: EvaluatedValue;
  /** Whether both have the same values, or both have none because of an error. */
  readonly isSame: boolean;
  /** Where they differ, as a sentence; undefined when they are the same. */
  readonly difference: string | undefined;
}
