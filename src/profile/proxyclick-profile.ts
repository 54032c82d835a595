/**
 * Proxyclick's user provisioning (SCIM) as data. Tagged assumptions are options: the vendor publishes neither its capabilities nor its answers
 * to unsupported requests.
 */
import { UserType } from "../models/index.ts";
import { SCIM1_CORE_SCHEMA } from "../urns.ts";
import { type MismatchRule, userLimitations } from "./proxyclick-limitations.ts";
import type { Capabilities, Limits, ServiceProfile } from "./service-profile.ts";

/**
 * Attributes that the vendor's pages show for a user, and `externalId`, which every SCIM resource may carry (RFC 7643 §3.1). Which of the two parts
 * of an address names the city is decided by `primary` in the vendor's sample and by `type` in Entra's mappings; both are kept.
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

const LIMITS: Limits = {
  bodyBytes: 1_048_576,
  filterLength: 8_192,
  jsonDepth: 32,
  patchOperations: 1_000,
  requestTime: 30_000,
};

/** Assumptions about Proxyclick that differ from what is published, or that nothing is published about. */
export interface ProxyclickProfileOptions {
  /** Most resources in one page; 200 by default. An assumption. */
  readonly maxResults?: number;
  /** Whether lists can be filtered; true by default, because Entra demands it. An assumption. */
  readonly filter?: boolean;
  /** Whether users can be changed by PATCH; true by default, because Entra demands it. An assumption. */
  readonly patch?: boolean;
  /** Whether users have versions; false by default. An assumption. */
  readonly etag?: boolean;
  /** Bounds of bulk requests; none are possible by default. An assumption. */
  readonly bulk?: Capabilities["bulk"];
  /** Paging by cursor; none by default. An assumption. */
  readonly cursor?: Capabilities["cursor"];
  /** Bounds on requests other than the default ones, which are all assumptions. */
  readonly limits?: Partial<Limits>;
  /** Whether the service sorts lists; false by default. An assumption. */
  readonly sort?: boolean;
  /** Status of the answer to a request to `/Groups`; 501 by default. That such requests are not accepted is published, the status is not. */
  readonly groupsStatus?: 404 | 501;
  /** Attributes that the service keeps beyond {@link PROXYCLICK_USER_ATTRIBUTES}, such as `displayName`; none by default. */
  readonly moreAttributes?: readonly string[];
  /**
   * What happens to attributes that the service does not keep: left out (`drop`, the default), or the whole write refused (`refuse`). An assumption.
   */
  readonly otherAttributes?: "drop" | "refuse";
  /**
   * Which value counts when userName and work email contradict each other: neither (`refuse`, the default), `userName` or `email`. An assumption.
   */
  readonly mismatch?: MismatchRule;
  /** Whether a user needs `name.formatted` beside the other two names; `optional` by default. An assumption: the published table is cut at this cell. */
  readonly formattedName?: "optional" | "required";
  /** Most characters of a text that is not an email address; 1000 by default. An assumption. */
  readonly maxLength?: number;
}

/**
 * The profile of Proxyclick: users only, with the limitations of its connector.
 *
 * @param options - other assumptions than the default ones
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
