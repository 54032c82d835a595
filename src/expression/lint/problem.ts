/** The problems that lint reports, and its options. */
import type { ExpressionErrorCode } from "../../errors.ts";

/** Codes of problems: errors of compilation, and forms that compile but are likely wrong. */
type LintCode =
  | ExpressionErrorCode
  /** The function exists, but in another case. */
  | "function_case"
  /** The source has no attribute of this name. */
  | "unknown_attribute"
  /** `Switch` whose default can overwrite the target with null in an incremental cycle. */
  | "switch_default"
  /** `Switch` with conditions as arguments, as another product has it. */
  | "switch_conditions"
  /** `SelectUniqueValue` outside the connectors that support it. */
  | "unsupported_connector"
  /** `SelectUniqueValue` on a mapping that also applies to updates. */
  | "not_only_on_creation"
  /** A boolean is compared with a string other than `True` and `False`, or a key of `Switch` occurs twice. */
  | "never_equal"
  /** A name or string with a character that no font shows. */
  | "invisible_character"
  /** A pattern that .NET reads differently from other engines. */
  | "regex_differs"
  /** The result is null for all values of the attributes. */
  | "always_null"
  /** `[appRoleAssignments]` without one of the functions that turn it into roles. */
  | "unconverted_roles";

/** A problem of an expression. */
export interface LintProblem {
  /**
   * `error`: the expression does not compile, or the service rejects it; `warning`: it is likely wrong; `information`:
   * worth knowing.
   */
  readonly severity: "error" | "warning" | "information";
  /** Stable, machine-readable reason. */
  readonly code: LintCode;
  /** Zero-based offset of the problem in the expression, in UTF-16 code units. */
  readonly offset: number;
  /** Zero-based offset after the problem, in UTF-16 code units. */
  readonly end: number;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** An edit that removes the problem, if there is an obvious one. */
  readonly fix?:
    | {
        /** Zero-based offset of the first character to replace, in UTF-16 code units. */
        readonly offset: number;
        /** Zero-based offset after the last character to replace, in UTF-16 code units. */
        readonly end: number;
        /** The replacement. */
        readonly replacement: string;
      }
    | undefined;
}

/** An edit that removes a problem. */
export type LintFix = NonNullable<LintProblem["fix"]>;

/** What is known about the mapping of an expression; unknown things are not checked. */
export interface LintOptions {
  /** The source directory. */
  readonly source?:
    | {
        /** Exact names of the attributes that an expression may read; without them, attribute names are not checked. */
        readonly attributes?: Iterable<string> | undefined;
      }
    | undefined;
  /** The target attribute of the mapping. */
  readonly target?:
    | {
        /** Its name, such as `roles`. */
        readonly name?: string | undefined;
        /** Whether it is a matching attribute. */
        readonly matching?: boolean | undefined;
        /** Whether the mapping applies only during object creation. */
        readonly onlyOnCreation?: boolean | undefined;
      }
    | undefined;
  /** `outbound`: from Entra to an application (the default); `inbound`: from an HR system to a directory. */
  readonly direction?: "outbound" | "inbound" | undefined;
}
