/**
 * A SCIM service as data: its resource types, capabilities, limits and the rules its resources obey. Client and server read the same value, so a
 * limitation is written once and enforced at both ends.
 */
import type { LimitationCode } from "../errors.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";

/** What a service can do, in the words of `ServiceProviderConfig` (RFC 7643 §5). */
export interface Capabilities {
  readonly patch: boolean;
  readonly bulk: { readonly maxOperations: number; readonly maxPayloadSize: number } | false;
  /** `maxResults`: most resources in one page. */
  readonly filter: { readonly maxResults: number } | false;
  readonly changePassword: boolean;
  readonly sort: boolean;
  readonly etag: boolean;
}

/** Bounds on what a request may carry. */
export interface Limits {
  /** Bytes of a request body. */
  readonly bodyBytes: number;
  /** Characters of a filter or a path. */
  readonly filterLength: number;
  /** Nesting of a JSON body. */
  readonly jsonDepth: number;
  /** Operations of one PATCH request. */
  readonly patchOperations: number;
}

/** What a rule is told about the write it looks at. */
export interface RuleContext {
  /** The resource before the change; undefined on create. */
  readonly before?: JsonObject | undefined;
  /** Brings a phone number to E.164; undefined where no phone library was given. Returns undefined for a text that is no phone number. */
  readonly normalizePhone?: ((phone: string) => string | undefined) | undefined;
}

/** A place where a resource breaks a limitation. */
export interface Violation {
  readonly code: LimitationCode;
  /** Path of the attribute, such as `emails[type eq "work"].value`. */
  readonly path: string;
  /** What is wrong with this resource, without personal data. */
  readonly message: string;
}

/** A rule of the service that its resources must obey. */
export interface Limitation {
  readonly code: LimitationCode;
  /** The rule in a sentence or two, for error messages and the guide. */
  readonly explanation: string;
  /** Whether the rule is a published fact of the service or an assumption of this package. */
  readonly basis: "fact" | "assumption";
  /** Finds the places where a resource breaks the rule. */
  check(resource: JsonObject, context: RuleContext): readonly Violation[];
  /** Makes a resource that obeys the rule, where that can be done without guessing; the input is left as it is. */
  repair?(resource: JsonObject, context: RuleContext): JsonObject;
}

/** An endpoint that the service does not have although clients may ask for it. */
export interface RefusedEndpoint {
  /** Such as `/Groups`. */
  readonly endpoint: string;
  readonly code: LimitationCode;
  readonly explanation: string;
  /** HTTP status of the answer, such as 501. */
  readonly status: number;
}

/** A SCIM service as data. */
export interface ServiceProfile {
  /** Name for logs and reports, such as `Proxyclick`. */
  readonly name: string;
  readonly resourceTypes: readonly ResourceType[];
  readonly capabilities: Capabilities;
  readonly limits: Limits;
  /** Rules in the order in which they are checked and repaired. */
  readonly limitations: readonly Limitation[];
  readonly refusedEndpoints: readonly RefusedEndpoint[];
  /** Other URNs under which a resource type's core schema is accepted, by the type's name; the SCIM 1.1 URN for Proxyclick. */
  readonly schemaAliases: Readonly<Record<string, readonly string[]>>;
}
