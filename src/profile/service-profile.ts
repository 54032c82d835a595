/**
 * A SCIM service as data: its resource types, capabilities, limits, and the rules that its resources obey.
 *
 * Client and server read the same value, so a limitation is written once and enforced at both ends.
 */
import type { LimitationCode } from "../errors.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";

/** A place where a resource breaks a limitation. */
export interface Violation {
  /** Limitation that is broken: one of Proxyclick's, or a custom one. */
  readonly code: LimitationCode | (string & {});
  /** Path of the attribute, such as `emails[type eq "work"].value`. */
  readonly path: string;
  /** What is wrong with this resource, without personal data. */
  readonly message: string;
  /** The value that breaks the rule, for reports to the administrator; never part of a message or a client's log. */
  readonly value?: unknown;
}

/** A rule of the service that its resources must obey. */
export interface Limitation {
  /** Stable identifier, which a rejection by this rule has as its code. A custom rule may have a custom one. */
  readonly code: LimitationCode | (string & {});
  /** The rule in a sentence or two, for error messages and the guide. */
  readonly explanation: string;
  /** Whether the rule is a published fact of the service, or an assumption of this package. */
  readonly basis: "fact" | "assumption";
  /** Finds the places where a resource breaks the rule. */
  check(
    resource: JsonObject,
    context: {
      /** The resource before the change; undefined on create. */
      readonly before?: JsonObject | undefined;
      /**
       * Converts a phone number to E.164, or returns undefined for a string that is not one; undefined without a phone
       * library.
       */
      readonly normalizePhone?: ((phone: string) => string | undefined) | undefined;
    },
  ): readonly Violation[];
  /** Returns a resource that obeys the rule, where that needs no guess; the input stays unchanged. */
  repair?(resource: JsonObject, context: Parameters<Limitation["check"]>[1]): JsonObject;
}

/** What a rule knows besides the resource. */
export type RuleContext = Parameters<Limitation["check"]>[1];

/** A SCIM service as data. */
export interface ServiceProfile {
  /** Name for logs and reports, such as `Proxyclick`. */
  readonly name: string;
  /** Types of the resources; each has an endpoint of its own. */
  readonly resourceTypes: readonly ResourceType[];
  /** What the service can do, in the terms of its ServiceProviderConfig (RFC 7643 §5). */
  readonly capabilities: {
    /** Whether resources can be changed by PATCH; otherwise the handler answers 501 (RFC 7644 §3.5.2). */
    readonly patch: boolean;
    /** Limits of bulk requests (RFC 7644 §3.7); false for a service that answers `/Bulk` with 501. */
    readonly bulk:
      | {
          /** Most operations in one bulk request. */
          readonly maxOperations: number;
          /** Most bytes of one bulk request. */
          readonly maxPayloadSize: number;
        }
      | false;
    /** Limits of lists; false for a service without filters, which answers them with 400 `invalidFilter`. */
    readonly filter:
      | {
          /** Most resources in one page. */
          readonly maxResults: number;
        }
      | false;
    /**
     * Paging by cursor beside paging by position (RFC 9865); false for a service that ignores the parameter `cursor`.
     */
    readonly cursor:
      | {
          /** Seconds that a cursor can be used, as `cursorTimeout` announces them (RFC 9865 §4). */
          readonly timeout: number;
        }
      | false;
    /** Whether passwords can be changed through SCIM. Only announced. */
    readonly changePassword: boolean;
    /** Whether lists can be sorted; otherwise `sortBy` is ignored (RFC 7644 §3.4.2.3). */
    readonly sort: boolean;
    /** Whether resources have versions, and the service observes conditional requests (RFC 7644 §3.14). */
    readonly etag: boolean;
  };
  /** Limits of the requests that the handler accepts. */
  readonly limits: {
    /** Bytes of a request body. */
    readonly bodyBytes: number;
    /** Characters of a filter, a path, or a list of attribute names. */
    readonly filterLength: number;
    /** Nesting of a JSON body. */
    readonly jsonDepth: number;
    /** Operations of one PATCH request. */
    readonly patchOperations: number;
    /** Elements of one list of a resource, except the members of a group; 100,000 by default. */
    readonly listElements?: number;
    /**
     * Characters of the resources on one page; 10,000,000 by default. A page of larger resources, such as groups of
     * thousands, ends early and always holds at least one.
     */
    readonly pageLength?: number;
    /**
     * Milliseconds that a request may take, body included; `Infinity` for no limit. Then the handler aborts the store's
     * signal, starts nothing more, and answers 503 if nothing was written, 504 otherwise.
     */
    readonly requestTime: number;
  };
  /** Rules, in the order in which they are checked and repaired. */
  readonly limitations: readonly Limitation[];
  /**
   * Endpoints that the service does not have although clients may call them: the handler rejects requests to them, and
   * the client sends none.
   */
  readonly refusedEndpoints: readonly {
    /** Such as `/Groups`. */
    readonly endpoint: string;
    /** Code of the error that the client throws instead of sending the request. */
    readonly code: LimitationCode | (string & {});
    /** Why it is rejected: the detail of the handler's response and of the client's error. */
    readonly explanation: string;
    /** HTTP status of the response, such as 501. */
    readonly status: number;
  }[];
  /**
   * Attributes that the service supports, by the name of the resource type: paths such as `title`, `name.givenName` or
   * the URN of an extension. `/Schemas` and `/ResourceTypes` show no others; a limitation decides what happens to them.
   * Every attribute of the type by default.
   */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /**
   * Further URNs that the service accepts for a resource type's core schema, by the type's name; the SCIM 1.1 URN for
   * Proxyclick.
   */
  readonly schemaAliases: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether `/Schemas` lists `externalId` among the attributes of each resource type, as Microsoft's validation
   * expects; RFC 7643 §3.1 lists it in no schema. Default: false.
   */
  readonly publishExternalId?: boolean;
  /**
   * Which forms of PATCH, POST and PUT the handler accepts besides those of RFC 7644: the ones that identity providers
   * send, or none. Default: `identityProviders`.
   */
  readonly patchLeniency?: "none" | "identityProviders";
  /**
   * What happens to a write that adds a group member whose id is unknown: `refuse` rejects it with 400 `invalidValue`,
   * `accept` stores the member as it was sent. Default: `refuse`.
   */
  readonly danglingMembers?: "refuse" | "accept";
}

/** What a service can do. */
export type Capabilities = ServiceProfile["capabilities"];

/** Limits of the requests that the handler accepts. */
export type Limits = ServiceProfile["limits"];

/** An endpoint that the service does not have although clients may call it. */
export type RefusedEndpoint = ServiceProfile["refusedEndpoints"][number];
