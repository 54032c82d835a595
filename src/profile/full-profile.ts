/** The profile of a SCIM service with everything that the handler can do. */
import { GroupType, UserType } from "../models/index.ts";
import type { ServiceProfile } from "./service-profile.ts";

/**
 * The profile of a service that offers all of RFC 7644 that the handler implements, for users and groups, with limits
 * that are safe for a public endpoint. Spread it to change a part:
 * `{ ...fullProfile(), resourceTypes: [UserType, DeviceType] }`.
 *
 * @example
 * ```ts
 * import { defineResourceType, User } from "proxyclick-scim/models";
 * import { fullProfile } from "proxyclick-scim/server";
 *
 * const PersonType = defineResourceType({ name: "Person", endpoint: "/People", schema: User });
 * const profile = { ...fullProfile(), resourceTypes: [PersonType] };
 * ```
 */
export function fullProfile(): ServiceProfile {
  return {
    name: "SCIM 2.0",
    resourceTypes: [UserType, GroupType],
    capabilities: {
      patch: true,
      bulk: { maxOperations: 1_000, maxPayloadSize: 1_048_576 },
      filter: { maxResults: 1_000 },
      cursor: { timeout: 3_600 },
      changePassword: true,
      sort: true,
      etag: true,
    },
    limits: { bodyBytes: 1_048_576, filterLength: 8_192, jsonDepth: 32, patchOperations: 1_000, requestTime: 30_000 },
    limitations: [],
    refusedEndpoints: [],
    schemaAliases: {},
  };
}
