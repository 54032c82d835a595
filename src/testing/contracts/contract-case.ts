/** A case of a contract suite, for any test runner. */

/** A promise that an implementation of a store or a provisioning state must keep. */
export interface ContractCase<Subject> {
  /** The promise in one sentence. */
  readonly name: string;
  /**
   * Checks the promise. It never closes the subject. Cases of `storeContract` use the tenants `contoso` and `fabrikam`.
   *
   * @param subject - an empty store or state, for this case alone.
   * @throws Error that says what was expected and what was found when the promise is broken.
   */
  run(subject: Subject): Promise<void>;
}
