/** The profiles of a service with everything that the handler can do, and of an app for the Microsoft Entra gallery. */
import type { AttributeNode } from "../models/attribute-tree.ts";
import { GroupType, type ResourceType, UserType } from "../models/index.ts";
import type { ServiceProfile } from "./service-profile.ts";

/**
 * The profile of a service that offers all of RFC 7644 that the handler implements, for users and groups, with limits
 * that are safe for a public endpoint. Spread it to change a part:
 * `{ ...fullProfile(), resourceTypes: [UserType, DeviceType] }`.
 *
 * @param options - what RFC 7644 leaves open or forbids. By default, the service follows the RFC, and accepts the PATCH
 * requests of identity providers.
 * @example
 * ```ts
 * import { defineResourceType, User } from "proxyclick-scim/models";
 * import { fullProfile } from "proxyclick-scim/server";
 *
 * const PersonType = defineResourceType({ name: "Person", endpoint: "/People", schema: User });
 * const profile = { ...fullProfile(), resourceTypes: [PersonType] };
 * ```
 */
export function fullProfile(
  options: Pick<ServiceProfile, "publishExternalId" | "patchLeniency" | "danglingMembers"> & {
    /**
     * Whether a second group with the same `displayName`, compared regardless of case, gets 409 `uniqueness`. The store
     * enforces it, because the attribute of the group type in `resourceTypes` is unique. Default: false, as in RFC 7643
     * §4.2.
     */
    readonly uniqueGroupNames?: boolean;
  } = {},
): ServiceProfile {
  const { uniqueGroupNames = false, publishExternalId = false } = options;
  const { patchLeniency = "identityProviders", danglingMembers = "refuse" } = options;
  return {
    name: "SCIM 2.0",
    resourceTypes: [UserType, uniqueGroupNames ? withUniqueNames(GroupType) : GroupType],
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
    publishExternalId,
    patchLeniency,
    danglingMembers,
  };
}

/**
 * The profile of an app for the Microsoft Entra gallery, which passes Microsoft's validation: that of
 * {@link fullProfile}, with unique group names, with `externalId` in `/Schemas`, and without cursors, which Entra does
 * not use. The guide "Pass Microsoft's validation" lists the tests.
 *
 * @example
 * ```ts
 * import { bearerToken, createScimHandler, entraGalleryProfile, MemoryStore } from "proxyclick-scim/server";
 *
 * createScimHandler({
 *   basePath: "/scim/v2",
 *   profile: entraGalleryProfile(),
 *   store: new MemoryStore(),
 *   authenticate: bearerToken("a-long-secret"),
 * });
 * ```
 */
export function entraGalleryProfile(): ServiceProfile {
  const profile = fullProfile({ publishExternalId: true, uniqueGroupNames: true });
  return {
    ...profile,
    name: "Microsoft Entra gallery",
    capabilities: { ...profile.capabilities, cursor: false },
  };
}

/** A group type with unique names; stores and `/Schemas` read the characteristic from the tree. */
function withUniqueNames<Resource>(type: ResourceType<Resource>): ResourceType<Resource> {
  const attributes = [...type.tree.attributes.values()].map(
    (node): AttributeNode => (node.name === "displayName" ? { ...node, uniqueness: "server" } : node),
  );
  return {
    ...type,
    tree: { ...type.tree, attributes: new Map(attributes.map((node) => [node.name.toLowerCase(), node])) },
  };
}
