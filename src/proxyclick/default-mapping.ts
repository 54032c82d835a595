/**
 * The attribute mapping that is used where none is given: Entra's default SCIM mappings, as far as Proxyclick documents the attributes.
 */
import type { Json, JsonObject } from "../models/attribute-tree.ts";
import { ENTERPRISE_USER_SCHEMA } from "../urns.ts";
import { attributeDefinition, attributeMapping } from "./mapping-parts.ts";

const SOURCE = "Microsoft Entra ID";
const TARGET = "Proxyclick";

/** userName and work email must have one source. The mail is what the vendor's single sign-on guides identify people by; not everyone has one. */
const LOGIN = "Coalesce([mail], [userPrincipalName])";

/** Target attribute and expression, in the order in which they stand in the mapping. */
const MAPPINGS: readonly (readonly [target: string, expression: string])[] = [
  ["userName", LOGIN],
  ["active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'],
  ["name.givenName", "[givenName]"],
  ["name.familyName", "[surname]"],
  ["name.formatted", 'Join(" ", [givenName], [surname])'],
  ['emails[type eq "work"].value', LOGIN],
  ['phoneNumbers[type eq "mobile"].value', "[mobile]"],
  ['phoneNumbers[type eq "work"].value', "[telephoneNumber]"],
  ['addresses[type eq "work"].locality', "[city]"],
  ["title", "[jobTitle]"],
  ["preferredLanguage", "[preferredLanguage]"],
];

const SOURCE_ATTRIBUTES = [
  "objectId",
  "userPrincipalName",
  "mail",
  "givenName",
  "surname",
  "mobile",
  "telephoneNumber",
  "city",
  "jobTitle",
  "preferredLanguage",
];

/**
 * A synchronization schema in the form in which Microsoft Graph exports one, mapping the users of a directory to Proxyclick.
 *
 * The vendor's own default mapping is published as a picture only. These rows are this package's choice: Entra's defaults for SCIM applications,
 * limited to attributes that Proxyclick documents, with userName and work email from one source (the mail, else the userPrincipalName), as the
 * connector demands. Functions stand as expression text; their `parameters` are left empty.
 *
 * @returns plain JSON of its own for each call, to be changed at will.
 * @example
 * ```ts
 * import { csvDirectory } from "proxyclick-scim/files";
 * import { createProvisioningJob } from "proxyclick-scim/provisioning";
 * import { defaultMapping, ProxyclickScimClient } from "proxyclick-scim/proxyclick";
 *
 * const target = new ProxyclickScimClient({ secretToken: "from the settings page" });
 * createProvisioningJob({ source: csvDirectory({ users: "users.csv" }), target, mapping: defaultMapping(), scope: "all" });
 * ```
 */
export function defaultMapping(): {
  /** One rule, which maps users. */
  readonly synchronizationRules: readonly JsonObject[];
} & JsonObject {
  return {
    id: "proxyclick-scim.default",
    version: "1",
    directories: [
      directory(SOURCE, "User", [
        ...SOURCE_ATTRIBUTES.map((name) => [name, "String"] as const),
        ["IsSoftDeleted", "Boolean"],
      ]),
      directory(
        TARGET,
        ENTERPRISE_USER_SCHEMA,
        MAPPINGS.map(([target]) => [target, target === "active" ? "Boolean" : "String"] as const),
      ),
    ],
    synchronizationRules: [
      {
        id: "proxyclick-scim.default.users",
        name: "USER_OUTBOUND_USER",
        priority: 1,
        editable: true,
        sourceDirectoryName: SOURCE,
        targetDirectoryName: TARGET,
        metadata: [],
        objectMappings: [
          {
            name: `Synchronize ${SOURCE} Users to ${TARGET}`,
            enabled: true,
            flowTypes: "Add, Update, Delete",
            sourceObjectName: "User",
            targetObjectName: ENTERPRISE_USER_SCHEMA,
            metadata: [],
            scope: null,
            attributeMappings: MAPPINGS.map(([target, expression]) => rowOf(target, expression)),
          },
        ],
      },
    ],
  };
}

function directory(name: string, object: string, attributes: readonly (readonly [string, string])[]): JsonObject {
  return {
    name,
    discoverabilities: "None",
    objects: [
      {
        name: object,
        supportedApis: [],
        metadata: [],
        attributes: attributes.map(([attribute, type]) =>
          attributeDefinition(attribute, {
            type,
            anchor: attribute === "objectId",
            required: attribute === "userName",
          }),
        ),
      },
    ],
  };
}

function rowOf(target: string, expression: string): Json {
  const attribute = /^\[(\w+)\]$/.exec(expression)?.[1];
  const call = /^\w+/.exec(expression)?.[0] ?? expression;
  const source =
    attribute === undefined
      ? { type: "Function", name: call, expression, parameters: [] }
      : { type: "Attribute", name: attribute, expression, parameters: [] };
  return attributeMapping(target, source, { matchingPriority: target === "userName" ? 1 : 0 });
}
