/** Options of PATCH: which deviations of identity providers from RFC 7644 §3.5.2 are accepted. */

/**
 * Options of {@link applyPatch}. Each leniency is on unless it is `false`; {@link STRICT_PATCH} turns all of them off.
 *
 * No leniency changes what an operation that follows RFC 7644 does, with three exceptions that say so:
 * `createFromFilter`, `removeByValue` and `ignoreMissing`.
 */
export interface PatchOptions {
  /**
   * The name of an operation in any case, such as `Add` or `REPLACE`. Entra sends `Add`, `Replace` and `Remove` by
   * default.
   */
  readonly anyCaseOps?: boolean;
  /**
   * `"True"` and `"false"` for booleans, in values and in value paths (`roles[primary eq "True"]`). Entra sends both.
   */
  readonly stringBooleans?: boolean;
  /**
   * Keys of a value without a path may be paths themselves: `name.givenName`, `urn:…:User:department`,
   * `emails[type eq "work"].value`. Entra sends them under its flag `aadOptscim062020`.
   */
  readonly pathKeys?: boolean;
  /**
   * An `add` or `replace` whose value path matches no element creates the element from the `eq` conditions of the path;
   * Entra relies on it for `emails[type eq "work"].value`. Off, or with conditions that describe no element: `noTarget`
   * (RFC 7644 §3.5.2.3).
   */
  readonly createFromFilter?: boolean;
  /**
   * A value path on an attribute with a single value, such as `manager[value eq "26118915"]`, selects the value if it
   * matches. Off: `invalidPath`.
   */
  readonly singleValuePaths?: boolean;
  /**
   * A string for a complex value is its `value`, and an array around a single value is opened: Entra's `manager` has
   * both forms.
   */
  readonly stringReferences?: boolean;
  /**
   * A complex value as a JSON string, alone or as the `value` of an element, and `displayName` for an element's
   * `display`: Entra's application roles.
   */
  readonly jsonStrings?: boolean;
  /**
   * A `remove` of a whole multi-valued attribute that carries values removes only those values, as Entra means it for
   * `members`; that of an extension with attributes as value removes only those attributes, or their values. One whose
   * value is null or an empty string is rejected with `invalidValue`, because it may mean all values or none. Off: the
   * value is ignored and everything is removed (RFC 7644 §3.5.2.2).
   */
  readonly removeByValue?: boolean;
  /**
   * An empty string means no value if the attribute cannot hold strings (complex, boolean, number, dateTime); the
   * Microsoft SCIM validator removes a `manager` this way. Off: `invalidValue`.
   */
  readonly emptyStrings?: boolean;
  /** An empty list of operations changes nothing; the Microsoft SCIM validator sends one. Off: `invalidSyntax`. */
  readonly emptyOperations?: boolean;
  /**
   * A `remove` whose value path matches no element does nothing: the member may be gone already, or the request
   * repeated. Off: `noTarget` (RFC 7644 §3.12, table 9).
   */
  readonly ignoreMissing?: boolean;
  /**
   * Unknown names in values are ignored. Off: `invalidValue` in a value, `invalidPath` in the keys of a value without a
   * path.
   */
  readonly ignoreUnknown?: boolean;
  /**
   * Checks the changed resource as a whole, such as `UserType.validate`, and throws to reject it. Called once, and only
   * if something changed. By default only what the operations touch is checked.
   */
  readonly validate?: ((resource: object) => unknown) | undefined;
  /** Bounds of the work, for requests of strangers; more of it is a ScimError with status 413. None by default. */
  readonly limits?:
    | {
        /** Changes of single attributes: an operation without a path makes one for each key of its value. */
        readonly steps: number;
        /**
         * Visits of elements: each operation on a list visits every element, once and once more for each condition of
         * its value path. Long strings count as several.
         */
        readonly comparisons: number;
      }
    | undefined;
}

/** Every leniency, as a decided boolean. */
export type Leniencies = { readonly [Name in Exclude<keyof PatchOptions, "validate" | "limits">]-?: boolean };

/** Options with every leniency off: strictly RFC 7644 §3.5.2. Spread it to turn single ones on again. */
export const STRICT_PATCH: {
  readonly [Leniency in Exclude<keyof PatchOptions, "validate" | "limits">]-?: false;
} = {
  anyCaseOps: false,
  stringBooleans: false,
  pathKeys: false,
  createFromFilter: false,
  singleValuePaths: false,
  stringReferences: false,
  jsonStrings: false,
  removeByValue: false,
  emptyStrings: false,
  emptyOperations: false,
  ignoreMissing: false,
  ignoreUnknown: false,
};

const LENIENT: Leniencies = {
  anyCaseOps: true,
  stringBooleans: true,
  pathKeys: true,
  createFromFilter: true,
  singleValuePaths: true,
  stringReferences: true,
  jsonStrings: true,
  removeByValue: true,
  emptyStrings: true,
  emptyOperations: true,
  ignoreMissing: true,
  ignoreUnknown: true,
};

/** Fills in the defaults: every leniency is on. */
export function fillLeniencies(options: PatchOptions | undefined): Leniencies {
  return options === undefined ? LENIENT : { ...LENIENT, ...options };
}
