/** A rule of the emulator of Microsoft Graph. */

/** A rule, the documentation behind it, and the test of it. */
export interface GraphRule {
  /** What the emulator does. */
  readonly rule: string;
  /** Page and section of Microsoft's documentation. */
  readonly source: string;
  /** Rejects when the emulator does not do it. */
  readonly check: () => Promise<void> | void;
}
