/** What a check of an expression reports, and what it may be given to know about the mapping. */
import type { ExpressionErrorCode } from "../../errors.ts";

/** Codes of problems that are not errors of compilation. */
export type LintCode =
  | ExpressionErrorCode
  /** The function exists, but is spelled in another case. */
  | "function_case"
  /** The source has no attribute of this name. */
  | "unknown_attribute"
  /** `Switch` whose default can overwrite the target with null in an incremental cycle. */
  | "switch_default"
  /** `Switch` with conditions as arguments, as another product has it. */
  | "switch_conditions"
  /** `SelectUniqueValue` outside the connectors that support it. */
  | "unsupported_connector"
  /** `SelectUniqueValue` on a mapping that also flows on updates. */
  | "not_only_on_creation"
  /** A pattern that .NET reads differently from other engines. */
  | "regex_differs"
  /** The result is null whatever the attributes hold. */
  | "always_null"
  /** `[appRoleAssignments]` without one of the functions that turn it into roles. */
  | "unconverted_roles";

/** A change of the text that would remove a problem. */
export interface LintFix {
  /** Zero-based offset of the first character to replace. */
  readonly offset: number;
  /** Zero-based offset after the last character to replace. */
  readonly end: number;
  /** What to put there. */
  readonly text: string;
}

/** Something wrong, or likely to be. */
export interface LintProblem {
  /** `error`: does not compile, or is refused by the service; `warning`: likely not what was meant; `information`: good to know. */
  readonly severity: "error" | "warning" | "information";
  /** Stable reason. */
  readonly code: LintCode;
  /** Zero-based offset of the place in the expression. */
  readonly offset: number;
  /** Zero-based offset after the place. */
  readonly end: number;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** A change that would remove the problem, where there is an obvious one. */
  readonly fix?: LintFix | undefined;
}

/** What is known about the mapping that an expression stands in. */
export interface LintOptions {
  /** The source directory. */
  readonly source?:
    | {
        /** Names that an expression may read, compared exactly; unknown when absent, and then no name is doubted. */
        readonly attributes?: Iterable<string> | undefined;
      }
    | undefined;
  /** The attribute that the expression supplies. */
  readonly target?: LintTarget | undefined;
  /** `outbound`: from Entra to an application (the default); `inbound`: from a HR system to a directory. */
  readonly direction?: "outbound" | "inbound" | undefined;
}

/** The attribute that an expression supplies. */
export interface LintTarget {
  /** Its name, such as `roles`. */
  readonly name?: string | undefined;
  /** Whether objects are matched by it. */
  readonly matching?: boolean | undefined;
  /** Whether the mapping applies during object creation only. */
  readonly onlyOnCreation?: boolean | undefined;
}
