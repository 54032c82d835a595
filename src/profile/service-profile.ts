/**
 * A SCIM service as data: its resource types, capabilities, limits and the rules its resources obey. Client and server read the same value, so a
 * limitation is written once and enforced at both ends.
 */
import type { LimitationCode } from "../errors.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";

/** What a service can do, in the words of `ServiceProviderConfig` (RFC 7643 §5). */
export interface Capabilities {
  /** Whether resources can be changed by PATCH; when not, the handler answers 501 (RFC 7644 §3.5.2). */
  readonly patch: boolean;
  /** Bounds of bulk requests (RFC 7644 §3.7); false for a service that answers `/Bulk` with 501. */
  readonly bulk:
    | {
        /** Most operations in one bulk request. */
        readonly maxOperations: number;
        /** Most bytes of one bulk request. */
        readonly maxPayloadSize: number;
      }
    | false;
  /** Bounds of lists; false when the service knows no filters and answers them with 400 `invalidFilter`. */
  readonly filter:
    | {
        /** Most resources in one page. */
        readonly maxResults: number;
      }
    | false;
  /** Paging by cursor beside paging by position (RFC 9865); false when the service ignores the parameter `cursor`. */
  readonly cursor:
    | {
        /** Seconds that a cursor can be used. */
        readonly timeout: number;
      }
    | false;
  /** Whether passwords can be changed through SCIM. Announced only. */
  readonly changePassword: boolean;
  /** Whether lists can be sorted; when not, `sortBy` is ignored (RFC 7644 §3.4.2.3). */
  readonly sort: boolean;
  /** Whether resources have versions, and conditional requests heed them (RFC 7644 §3.14). */
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
  /** Milliseconds that a request may take, body included, before it is answered 503 and the store's signal ends; `Infinity` for as long as it takes. */
  readonly requestTime: number;
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
  /** Limitation that is broken: one of Proxyclick's, or a custom one. */
  readonly code: LimitationCode | (string & {});
  /** Path of the attribute, such as `emails[type eq "work"].value`. */
  readonly path: string;
  /** What is wrong with this resource, without personal data. */
  readonly message: string;
}

/** A rule of the service that its resources must obey. */
export interface Limitation {
  /** Stable identifier, which a refusal by this rule carries. A custom rule may have a custom one. */
  readonly code: LimitationCode | (string & {});
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
  /** Code of the error that the client throws instead of sending the request. */
  readonly code: LimitationCode | (string & {});
  /** Why it is refused: the text of the server's answer and of the client's error. */
  readonly explanation: string;
  /** HTTP status of the answer, such as 501. */
  readonly status: number;
}

/** A SCIM service as data. */
export interface ServiceProfile {
  /** Name for logs and reports, such as `Proxyclick`. */
  readonly name: string;
  /** Types that the service keeps; each is offered at its own endpoint. */
  readonly resourceTypes: readonly ResourceType[];
  /** What it announces as its configuration, and mostly acts on. */
  readonly capabilities: Capabilities;
  /** Bounds on the requests that the handler accepts. */
  readonly limits: Limits;
  /** Rules in the order in which they are checked and repaired. */
  readonly limitations: readonly Limitation[];
  /** Endpoints that are answered with a refusal, and that the client does not ask; empty when there are none. */
  readonly refusedEndpoints: readonly RefusedEndpoint[];
  /**
   * Attributes that the service keeps, by the name of the resource type: paths such as `title`, `name.givenName` or the URN of an extension. `/Schemas` and
   * `/ResourceTypes` show no others; a limitation says what becomes of them. Default: every attribute of the type.
   */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** Other URNs under which a resource type's core schema is accepted, by the type's name; the SCIM 1.1 URN for Proxyclick. */
  readonly schemaAliases: Readonly<Record<string, readonly string[]>>;
}
