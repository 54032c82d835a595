/**
 * The synchronization schemas of the emulated templates: that of the gallery application is the package's default
 * mapping, that of the custom SCIM application the default mapping that Microsoft documents for it.
 */
import { readProperty } from "../../../internal/values.ts";
import {
  type AttributeMapping,
  parseSynchronizationSchema,
  toSynchronizationSchema,
} from "../../../provisioning/index.ts";
import { defaultMapping } from "../../../proxyclick/index.ts";
import { type GraphObject, listOf, objectOf } from "../service/graph-object.ts";

/** Name of the source directory in a synchronization schema. */
export const SOURCE_DIRECTORY = "Microsoft Entra ID";

/**
 * Mappings of the custom SCIM application ("Customize application attributes", default SCIM mapping).
 */
const CUSTOM_MAPPINGS: readonly (readonly [target: string, expression: string])[] = [
  ["userName", "[userPrincipalName]"],
  ["active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'],
  ["displayName", "[displayName]"],
  ["title", "[jobTitle]"],
  ['emails[type eq "work"].value', "[mail]"],
  ["preferredLanguage", "[preferredLanguage]"],
  ["name.givenName", "[givenName]"],
  ["name.familyName", "[surname]"],
  ["name.formatted", 'Join(" ", [givenName], [surname])'],
  ['addresses[type eq "work"].formatted', "[physicalDeliveryOfficeName]"],
  ['addresses[type eq "work"].streetAddress', "[streetAddress]"],
  ['addresses[type eq "work"].locality', "[city]"],
  ['addresses[type eq "work"].region', "[state]"],
  ['addresses[type eq "work"].postalCode', "[postalCode]"],
  ['addresses[type eq "work"].country', "[country]"],
  ['phoneNumbers[type eq "work"].value', "[telephoneNumber]"],
  ['phoneNumbers[type eq "mobile"].value', "[mobile]"],
  ['phoneNumbers[type eq "fax"].value', "[facsimileTelephoneNumber]"],
  ["externalId", "[mailNickname]"],
  ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "[employeeId]"],
  ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "[department]"],
  ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "[manager]"],
];

/** Attributes of a user of the source directory, with their types in the terms of Graph. */
const SOURCE_ATTRIBUTES: readonly (readonly [name: string, type: string])[] = [
  ...[
    "objectId userPrincipalName originalUserPrincipalName mail mailNickname displayName givenName surname jobTitle",
    "department companyName employeeId physicalDeliveryOfficeName streetAddress city state postalCode country",
    "telephoneNumber mobile facsimileTelephoneNumber preferredLanguage usageLocation otherMails proxyAddresses",
    "onPremisesSamAccountName onPremisesUserPrincipalName employeeType extensionAttribute1 extensionAttribute2",
    "extensionAttribute3 extensionAttribute4 extensionAttribute5 extensionAttribute6 extensionAttribute7",
    "extensionAttribute8 extensionAttribute9 extensionAttribute10 extensionAttribute11 extensionAttribute12",
    "extensionAttribute13 extensionAttribute14 extensionAttribute15 appRoleAssignments",
  ]
    .flatMap((line) => line.split(" "))
    .map((name) => [name, "String"] as const),
  ["accountEnabled", "Boolean"],
  ["IsSoftDeleted", "Boolean"],
  ["manager", "Reference"],
];

const MULTIVALUED: ReadonlySet<string> = new Set(["otherMails", "proxyAddresses", "appRoleAssignments"]);

/** What the schema of a template is made of. */
export interface TemplateSchemaOptions {
  /** `gallery`: the package's default mapping for Proxyclick. `custom`: any SCIM service. */
  readonly kind: "gallery" | "custom";
  /** Creates ids. */
  readonly guid: () => string;
}

/** Returns the schema of a template, new for each call. */
export function templateSchema({ kind, guid }: TemplateSchemaOptions): GraphObject {
  const gallery = parseSynchronizationSchema(defaultMapping());
  const users =
    kind === "gallery"
      ? gallery.users
      : { ...gallery.users, attributes: CUSTOM_MAPPINGS.map(([target, expression]) => mapping(target, expression)) };
  const document = toSynchronizationSchema({ ...gallery, users });
  const target = kind === "gallery" ? "Proxyclick" : "customappsso";
  return {
    ...document,
    id: guid(),
    version: `Date: ${guid().slice(0, 8)}`,
    directories: [sourceDirectory(guid()), targetDirectory(guid(), target, users.attributes, document)],
    synchronizationRules: document.synchronizationRules.map((rule) => renameTarget(rule, target, guid())),
  };
}

function mapping(target: string, expression: string): AttributeMapping {
  return {
    target,
    expression,
    defaultValue: undefined,
    matchingPriority: target === "userName" ? 1 : 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    flowNullValues: false,
    required: false,
    caseExact: true,
    place: target,
  };
}

/** The rule with the emulated target, an id, and the metadata that Graph sends. */
function renameTarget(rule: unknown, targetDirectoryName: string, id: string): GraphObject {
  const members = objectOf(rule);
  return {
    ...members,
    id,
    targetDirectoryName,
    containerFilter: { includedContainers: [] },
    groupFilter: { includedGroups: [] },
    objectMappings: listOf(members["objectMappings"]).map((one) => ({
      ...objectOf(one),
      name: `Synchronize ${SOURCE_DIRECTORY} Users to ${targetDirectoryName}`,
      scope: null,
      metadata: [
        { key: "EscrowBehavior", value: '"Default"' },
        { key: "Disposition", value: '"Normal"' },
        { key: "IsCustomerDefined", value: "false" },
      ],
    })),
  };
}

function sourceDirectory(id: string): GraphObject {
  const attributes = SOURCE_ATTRIBUTES.map(([name, type]) => attributeDefinition(name, type, false));
  return directory(id, SOURCE_DIRECTORY, "User", attributes, true);
}

function targetDirectory(
  id: string,
  name: string,
  mappings: readonly AttributeMapping[],
  document: { readonly synchronizationRules: readonly unknown[] },
): GraphObject {
  const [rule] = document.synchronizationRules;
  const [head] = listOf(readProperty(objectOf(rule), "objectMappings"));
  const object = readProperty(objectOf(head), "targetObjectName");
  const attributes = [
    attributeDefinition("id", "String", true),
    ...mappings.map(({ target }) => attributeDefinition(target, targetType(target), true)),
  ];
  return directory(id, name, typeof object === "string" ? object : "User", attributes, false);
}

function targetType(target: string): string {
  if (target === "active") return "Boolean";
  return target.endsWith(":manager") ? "Reference" : "String";
}

/** A directory with one type of object (Graph: `directoryDefinition`). */
function directory(id: string, name: string, object: string, attributes: unknown, readOnly: boolean): GraphObject {
  return {
    id,
    name,
    discoverabilities: "None",
    discoveryDateTime: null,
    readOnly,
    version: "1",
    objects: [
      {
        name: object,
        supportedApis: [],
        metadata: [{ key: "IsSoftDeletionSupported", value: "true" }],
        attributes,
      },
    ],
  };
}

/** An attribute of a type of object (Graph: `attributeDefinition`). */
function attributeDefinition(name: string, type: string, caseExact: boolean): GraphObject {
  return {
    name,
    type,
    anchor: name === "objectId" || name === "id",
    apiExpressions: [],
    caseExact,
    defaultValue: null,
    flowNullValues: false,
    metadata: [],
    multivalued: MULTIVALUED.has(name),
    mutability: name === "id" ? "ReadOnly" : "ReadWrite",
    required: name === "userName",
    referencedObjects: type === "Reference" ? [{ referencedObjectName: "User", referencedProperty: null }] : [],
  };
}
