/** What the checks of a mapping report. */

/** A problem of a mapping. */
export interface MappingProblem {
  /** `error`: the engine or the service rejects it; `warning`: probably a mistake; `information`: good to know. */
  readonly severity: "error" | "warning" | "information";
  /**
   * Stable reason: a code of an expression or of a limitation of the service, `invalid_mapping`, `value_does_not_fit`,
   * `unknown_attribute`, `category_filter`, `filter_attribute`, `guest_name`,
   * `never_disabled` or `roles_without_names`.
   */
  readonly code: string;
  /**
   * Place in the document, such as `synchronizationRules[0].objectMappings[0].attributeMappings[3]`; empty for the
   * whole mapping.
   */
  readonly place: string;
  /** Target attribute; empty for the whole mapping. */
  readonly target: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** Zero-based offset into the expression, where the problem has a position in it. */
  readonly offset?: number;
}
