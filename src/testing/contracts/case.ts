/** One promise of a contract suite, as a case for any test runner. */

/** One promise, such as of a store or of a provisioning state. */
export interface ContractCase<Subject> {
  /** The promise, in a sentence. */
  readonly name: string;
  /**
   * Checks the promise. It never closes the subject. Cases of `storeContract` use the tenants `contoso` and `fabrikam`.
   *
   * @param subject - an empty store or state, for this case alone.
   * @throws Error that says what was expected and what was found when the promise is broken.
   */
  run(subject: Subject): Promise<void>;
}
