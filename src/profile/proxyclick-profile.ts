/**
 * Proxyclick's user provisioning (SCIM) as data.
 *
 * What is assumed can be changed by an option: the vendor publishes neither the capabilities of the service nor its
 * responses to unsupported requests.
 */
import { UserType } from "../models/index.ts";
import { SCIM1_CORE_SCHEMA } from "../urns.ts";
import { userLimitations } from "./proxyclick-limitations.ts";
import type { ServiceProfile } from "./service-profile.ts";

/**
 * Attributes that the vendor's pages show for a user, and `externalId`, which every SCIM resource may have (RFC 7643
 * §3.1). The vendor's sample marks the address of the city by `primary`, Entra's mappings by `type`; both are
 * supported.
 */
export const PROXYCLICK_USER_ATTRIBUTES: readonly string[] = [
  "externalId",
  "userName",
  "name.formatted",
  "name.familyName",
  "name.givenName",
  "emails.value",
  "emails.type",
  "emails.primary",
  "phoneNumbers.value",
  "phoneNumbers.type",
  "phoneNumbers.primary",
  "addresses.locality",
  "addresses.type",
  "addresses.primary",
  "title",
  "preferredLanguage",
  "active",
];

const LIMITS: ServiceProfile["limits"] = {
  bodyBytes: 1_048_576,
  filterLength: 8_192,
  jsonDepth: 32,
  patchOperations: 1_000,
  requestTime: 30_000,
};

/** Assumptions about Proxyclick, where nothing is published. */
export interface ProxyclickProfileOptions {
  /** Most resources in one page; 200 by default. An assumption. */
  readonly maxResults?: number;
  /** Whether lists can be filtered; true by default, because Entra requires it. An assumption. */
  readonly filter?: boolean;
  /** Whether users can be changed by PATCH; true by default, because Entra requires it. An assumption. */
  readonly patch?: boolean;
  /** Whether users have versions; false by default. An assumption. */
  readonly etag?: boolean;
  /** Limits of bulk requests; false, for none, by default. An assumption. */
  readonly bulk?: ServiceProfile["capabilities"]["bulk"];
  /** Paging by cursor; false, for none, by default. An assumption. */
  readonly cursor?: ServiceProfile["capabilities"]["cursor"];
  /** Limits of requests that differ from the default ones, which are all assumptions. */
  readonly limits?: Partial<ServiceProfile["limits"]>;
  /** Whether the service sorts lists; false by default. An assumption. */
  readonly sort?: boolean;
  /**
   * Status of the response to a request to `/Groups`; 501 by default. It is published that the service rejects such
   * requests, but not with which status.
   */
  readonly groupsStatus?: 404 | 501;
  /** Attributes that the service supports beside the documented ones, such as `displayName`; none by default. */
  readonly moreAttributes?: readonly string[];
  /**
   * What happens to attributes that the service does not support: `drop` (the default) leaves them out, `refuse`
   * rejects the whole write. An assumption.
   */
  readonly otherAttributes?: "drop" | "refuse";
  /**
   * Which value wins when userName and work email contradict each other: neither (`refuse`, the default), `userName` or
   * `email`. An assumption.
   */
  readonly mismatch?: "refuse" | "userName" | "email";
  /**
   * Whether a user needs `name.formatted` too; `optional` by default. An assumption: the published table is cut off at
   * this cell.
   */
  readonly formattedName?: "optional" | "required";
  /** Most characters of a string that is not an email address; 1000 by default. An assumption. */
  readonly maxLength?: number;
}

/**
 * The profile of Proxyclick: users only, with the limitations of its connector.
 *
 * @param options - assumptions that differ from the default ones
 * @example
 * ```ts
 * import { ProxyclickScimClient, proxyclickProfile } from "proxyclick-scim/proxyclick";
 *
 * new ProxyclickScimClient({ secretToken: "from the settings page", profile: proxyclickProfile({ patch: false }) });
 * ```
 */
export function proxyclickProfile(options: ProxyclickProfileOptions = {}): ServiceProfile {
  const attributes = [...PROXYCLICK_USER_ATTRIBUTES, ...(options.moreAttributes ?? [])];
  return {
    name: "Proxyclick",
    resourceTypes: [UserType],
    capabilities: {
      patch: options.patch ?? true,
      bulk: options.bulk ?? false,
      filter: options.filter !== false && { maxResults: options.maxResults ?? 200 },
      cursor: options.cursor ?? false,
      changePassword: false,
      sort: options.sort ?? false,
      etag: options.etag ?? false,
    },
    limits: { ...LIMITS, ...options.limits },
    limitations: userLimitations({
      attributes,
      otherAttributes: options.otherAttributes ?? "drop",
      mismatch: options.mismatch ?? "refuse",
      formattedName: options.formattedName ?? "optional",
      maxLength: options.maxLength ?? 1_000,
    }),
    refusedEndpoints: [
      {
        endpoint: "/Groups",
        code: "groups_unsupported",
        explanation: "Proxyclick provisions users only and does not accept requests to /Groups.",
        status: options.groupsStatus ?? 501,
      },
    ],
    attributes: { [UserType.name]: attributes },
    schemaAliases: { [UserType.name]: [SCIM1_CORE_SCHEMA] },
  };
}
