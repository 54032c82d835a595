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
  /** The lines that the step removes. Secrets appear as `(set)`. */
  readonly before: readonly string[];
  /** The lines that the step adds. */
  readonly after: readonly string[];
}

/** The difference between an application and its desired state. */
export interface ApplicationPlan {
  /** The changes in the order in which `apply` makes them. */
  readonly steps: readonly PlanStep[];
  /** What to check before applying, such as secrets that cannot be compared. */
  readonly warnings: readonly string[];
  /** Whether the application already is as desired. */
  readonly isEmpty: boolean;
  /** Steps and warnings as lines for people, without secrets; safe to print on a terminal. */
  readonly text: string;
}

/** Options of `plan`. */
export interface PlanOptions {
  /** Whether to remove assignments that the desired state does not name; false by default. */
  readonly prune?: boolean | undefined;
  /** Whether to write the given Secret Token even if nothing else differs; false by default. */
  readonly replaceToken?: boolean | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `apply`. */
export interface ApplyOptions {
  /** Called after each completed step. */
  readonly onStep?: ((step: PlanStep) => void) | undefined;
  /** Called before each wait, with a sentence that says what `apply` waits for. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** Aborts the call, between requests or during one. You can then apply the plan again. */
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
