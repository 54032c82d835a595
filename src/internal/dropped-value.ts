/** A value that the rules of a service leave out of a write. */

/** A value that the rules of a service left out of a write. */
export interface DroppedValue {
  /** Path of the attribute, such as `phoneNumbers[type eq "mobile"].value`. */
  readonly attribute: string;
  /** The value, as far as the rule names it. */
  readonly value: unknown;
  /** Why, such as `the phone number is not in E.164 form`. */
  readonly reason: string;
}
