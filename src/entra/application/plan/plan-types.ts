/** The types of a plan. */

/** One change that `apply` makes. */
export interface PlanStep {
  /** What it does. */
  readonly kind:
    | "create_application"
    | "rename_application"
    | "pause"
    | "create_job"
    | "settings"
    | "mapping"
    | "assign"
    | "unassign"
    | "start"
    | "restart";
  /** What it is about, such as the name of the application or of a user. */
  readonly subject: string;
  /** Lines that hold before and not after. Secrets appear as `(set)`. */
  readonly before: readonly string[];
  /** Lines that hold after and not before. */
  readonly after: readonly string[];
}

/** The difference between an application and its desired state. */
export interface ApplicationPlan {
  /** The changes in the order in which `apply` makes them. */
  readonly steps: readonly PlanStep[];
  /** What to know before applying: secrets that cannot be compared, settings that hold something back. */
  readonly warnings: readonly string[];
  /** Whether the application is as desired. */
  readonly isEmpty: boolean;
  /** Steps and warnings as lines for people, without secrets; safe to print on a terminal. */
  readonly text: string;
}

/** Options of `plan`. */
export interface PlanOptions {
  /** Whether to remove assignments that the desired state does not name; false by default. */
  readonly prune?: boolean | undefined;
  /** Whether to write the given Secret Token although everything else is as desired; false by default. */
  readonly replaceToken?: boolean | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `apply`. */
export interface ApplyOptions {
  /** Called after each step that was carried out. */
  readonly onStep?: ((step: PlanStep) => void) | undefined;
  /** Called with a sentence about what apply waits for. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** Aborts the call between two requests and during one; the plan can then be applied again. */
  readonly signal?: AbortSignal | undefined;
}

/** What `apply` did. */
export interface ApplyResult {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  /** The steps that were carried out. */
  readonly steps: readonly PlanStep[];
}

/** What a step does. */
export type PlanStepKind = PlanStep["kind"];
