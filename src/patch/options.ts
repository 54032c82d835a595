/** What identity providers send beside the letter of RFC 7644 §3.5.2, as options. */

/**
 * Leniencies of PATCH. Each is on unless it is set to `false`; {@link STRICT_PATCH} turns all of them off.
 *
 * None of them changes what an operation that follows RFC 7644 does, apart from the three that say so: `createFromFilter`, `removeByValue` and
 * `ignoreMissing`.
 */
export interface PatchLeniencies {
  /** `Add`, `REPLACE`: the name of an operation in any case. Entra sends `Add`, `Replace` and `Remove` unless told otherwise. */
  readonly anyCaseOps?: boolean;
  /** `"True"`, `"false"` for booleans, in values and inside value paths (`roles[primary eq "True"]`). Entra sends both. */
  readonly textBooleans?: boolean;
  /**
   * Keys of a value without a path that are paths themselves: `name.givenName`, `urn:…:User:department`, `emails[type eq "work"].value`. Entra
   * sends them under its flag `aadOptscim062020`.
   */
  readonly pathKeys?: boolean;
  /**
   * An `add` or `replace` whose value path matches no element makes the element from the `eq` conditions of the path; Entra relies on it for
   * `emails[type eq "work"].value`. Off, or with conditions that make no element: `noTarget` (RFC 7644 §3.5.2.3).
   */
  readonly createFromFilter?: boolean;
  /** A text for a complex value is its `value`, and an array around a single value is opened: Entra's `manager`, in both shapes. */
  readonly textReferences?: boolean;
  /**
   * A complex value as JSON text, alone or as the `value` of an element, and `displayName` for an element's `display`: Entra's application roles.
   */
  readonly jsonText?: boolean;
  /**
   * A `remove` of a whole multi-valued attribute that carries values removes only those, as Entra means it for `members`; one whose value is null or an empty
   * text is refused with `invalidValue`, for it may mean all or none. Off: the value is ignored and everything is removed (RFC 7644 §3.5.2.2).
   */
  readonly removeByValue?: boolean;
  /** An empty text means no value where no text can be one (complex, boolean, number, dateTime); the Microsoft SCIM validator removes a `manager` so. Off: `invalidValue`. */
  readonly emptyText?: boolean;
  /** No operations at all change nothing; the Microsoft SCIM validator sends that. Off: `invalidSyntax`. */
  readonly emptyOperations?: boolean;
  /**
   * A `remove` whose value path matches no element has nothing to do: a member that is gone already, or a request that is sent a second time.
   * Off: `noTarget` (RFC 7644 §3.12, table 9).
   */
  readonly ignoreMissing?: boolean;
  /** Unknown names in values are ignored. Off: `invalidValue` in a value, `invalidPath` in the keys of a value without a path. */
  readonly ignoreUnknown?: boolean;
}

/** How {@link applyPatch} reads and applies operations. */
export interface PatchOptions extends PatchLeniencies {
  /**
   * Checks the changed resource as a whole, such as `UserType.validate`; called once, and only when something changed. It throws to refuse. Without
   * it only what the operations touch is checked.
   */
  readonly validate?: ((resource: object) => unknown) | undefined;
}

/** Every leniency off: the letter of RFC 7644 §3.5.2. Spread it to turn single ones on again. */
export const STRICT_PATCH: { readonly [Leniency in keyof PatchLeniencies]-?: false } = {
  anyCaseOps: false,
  textBooleans: false,
  pathKeys: false,
  createFromFilter: false,
  textReferences: false,
  jsonText: false,
  removeByValue: false,
  emptyText: false,
  emptyOperations: false,
  ignoreMissing: false,
  ignoreUnknown: false,
};
