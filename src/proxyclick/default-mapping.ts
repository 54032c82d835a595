/**
 * The default attribute mapping for Proxyclick: Entra's default SCIM mapping, limited to attributes that Proxyclick
 * documents.
 */
import type { Json, JsonObject } from "../models/attribute-tree.ts";
import { ENTERPRISE_USER_SCHEMA } from "../urns.ts";

const SOURCE = "Microsoft Entra ID";
const TARGET = "Proxyclick";

/**
 * The source of userName and work e-mail, which must be the same. The vendor's guides to single sign-on identify users
 * by their mail, which not every user has.
 */
const LOGIN = "Coalesce([mail], [userPrincipalName])";

/** Target attributes with their expressions, in the order of the mapping. */
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
 * Returns a synchronization schema that maps the users of a directory to Proxyclick, in the form in which Microsoft
 * Graph exports one.
 *
 * The vendor publishes its own default mapping only as a picture. These mappings are this package's choice: Entra's
 * defaults for SCIM applications, limited to attributes that Proxyclick documents, with one source for userName and
 * work e-mail (the mail, else the userPrincipalName), which the connector requires. Functions are given by their
 * expressions; their `parameters` are empty.
 *
 * @returns plain JSON, new for each call, which you may change.
 * @example
 * ```ts
 * import { csvDirectory } from "proxyclick-scim/files";
 * import { createProvisioningJob } from "proxyclick-scim/provisioning";
 * import { defaultMapping, ProxyclickScimClient } from "proxyclick-scim/proxyclick";
 *
 * const target = new ProxyclickScimClient({ secretToken: "from the settings page" });
 * const source = csvDirectory({ users: "users.csv" });
 * createProvisioningJob({ source, target, mapping: defaultMapping(), scope: "all" });
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
        ...SOURCE_ATTRIBUTES.map((name) => attributeDefinition(name, "String", false)),
        attributeDefinition("IsSoftDeleted", "Boolean", false),
      ]),
      directory(
        TARGET,
        ENTERPRISE_USER_SCHEMA,
        MAPPINGS.map(([target]) =>
          target === "active"
            ? attributeDefinition(target, "Boolean", false)
            : attributeDefinition(target, "String", true),
        ),
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
            attributeMappings: MAPPINGS.map(([target, expression]) => attributeMapping(target, expression)),
          },
        ],
      },
    ],
  };
}

/** A directory with one object type (Graph: `directoryDefinition`). */
function directory(name: string, object: string, attributes: readonly Json[]): JsonObject {
  return {
    name,
    discoverabilities: "None",
    objects: [
      {
        name: object,
        supportedApis: [],
        metadata: [],
        attributes: attributes,
      },
    ],
  };
}

/**
 * An attribute of an object type (Graph: `attributeDefinition`).
 *
 * @param caseExact - Of a target attribute: whether a correction such as `mcdonald` to `McDonald` is sent.
 */
function attributeDefinition(name: string, type: string, caseExact: boolean): Json {
  return {
    name,
    type,
    anchor: name === "objectId",
    caseExact,
    defaultValue: null,
    flowNullValues: false,
    metadata: [],
    multivalued: false,
    mutability: "ReadWrite",
    required: name === "userName",
    referencedObjects: [],
  };
}

/** One attribute mapping (Graph: `attributeMapping`). */
function attributeMapping(targetAttributeName: string, expression: string): Json {
  const attribute = /^\[(\w+)\]$/.exec(expression)?.[1];
  const functionName = /^\w+/.exec(expression)?.[0] ?? expression;
  return {
    targetAttributeName,
    source: {
      type: attribute === undefined ? "Function" : "Attribute",
      name: attribute ?? functionName,
      expression,
      parameters: [],
    },
    matchingPriority: targetAttributeName === "userName" ? 1 : 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    defaultValue: null,
    exportMissingReferences: false,
  };
}
