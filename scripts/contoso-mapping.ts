/**
 * The sample's synchronization schema, in the form that Microsoft Graph exports.
 */
import { guid } from "./contoso-random.ts";

const SOURCE = "Microsoft Entra ID";
const TARGET = "Proxyclick";

/** The source of an attribute mapping: an attribute, a constant or a function of others. */
interface MappingSource {
  readonly type: "Attribute" | "Constant" | "Function";
  readonly name: string;
  readonly expression: string;
  readonly parameters: readonly { readonly key: string; readonly value: MappingSource }[];
}

function attribute(name: string): MappingSource {
  return { type: "Attribute", name, expression: `[${name}]`, parameters: [] };
}

function text(value: string): MappingSource {
  return { type: "Constant", name: value, expression: `"${value.replaceAll('"', '\\"')}"`, parameters: [] };
}

/** A call; an argument that is absent is left empty in the text and out of the parameters. */
function call(name: string, ...args: (readonly [key: string, value?: MappingSource | undefined])[]): MappingSource {
  return {
    type: "Function",
    name,
    expression: `${name}(${args.map(([, value]) => value?.expression ?? "").join(", ")})`,
    parameters: args.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  };
}

function join(separator: string, ...sources: MappingSource[]): MappingSource {
  return call("Join", ["separator", text(separator)], ...sources.map((source) => ["source", source] as const));
}

function coalesce(...sources: MappingSource[]): MappingSource {
  return call("Coalesce", ...sources.map((source) => ["source", source] as const));
}

function replace(
  source: MappingSource,
  find: { readonly text: string } | { readonly pattern: string },
  replacement: string,
): MappingSource {
  return call(
    "Replace",
    ["source", source],
    ["Find", "text" in find ? text(find.text) : undefined],
    ["RegularExpression", "pattern" in find ? text(find.pattern) : undefined],
    ["RegularExpressionGroupName"],
    ["Replacement", text(replacement)],
    ["ReplacementPropertyName"],
    ["Template"],
  );
}

/**
 * A telephone number as Proxyclick takes it, E.164: without extension, trunk zero and marks, with `+` for `00`. What is still not international then is
 * left out.
 */
function internationalNumber(source: MappingSource): MappingSource {
  const withoutExtension = replace(call("StripSpaces", ["source", source]), { pattern: "[A-Za-z].*$" }, "");
  const digits = replace(replace(withoutExtension, { text: "(0)" }, ""), { pattern: "[^0-9+]" }, "");
  const international = replace(replace(digits, { pattern: "^00" }, "+"), { pattern: "^[^+].*$" }, "");
  return call("IgnoreFlowIfNullOrEmpty", ["source", international]);
}

function isActive(): MappingSource {
  return call(
    "Switch",
    ["source", attribute("IsSoftDeleted")],
    ["defaultValue"],
    ["switchValue1", text("False")],
    ["switchValue2", text("True")],
    ["switchValue3", text("True")],
    ["switchValue4", text("False")],
  );
}

interface MappingOptions {
  readonly matchingPriority?: number;
  readonly defaultValue?: string;
}

function mapping(targetAttributeName: string, source: MappingSource, options: MappingOptions = {}) {
  return {
    targetAttributeName,
    source,
    matchingPriority: options.matchingPriority ?? 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    defaultValue: options.defaultValue ?? null,
    exportMissingReferences: false,
  };
}

/** Proxyclick wants one value as user name and work e-mail, so both have the same source. */
const MAIL = call("ToLower", ["source", attribute("mail")], ["culture"]);

const MAPPINGS = [
  mapping("userName", MAIL, { matchingPriority: 1 }),
  mapping("active", isActive()),
  mapping("name.givenName", coalesce(attribute("givenName"), attribute("displayName"))),
  mapping("name.familyName", coalesce(attribute("surname"), attribute("displayName"))),
  mapping("name.formatted", join(" ", attribute("givenName"), attribute("surname"))),
  mapping('emails[type eq "work"].value', MAIL),
  mapping('phoneNumbers[type eq "mobile"].value', internationalNumber(attribute("mobile"))),
  mapping('phoneNumbers[type eq "work"].value', internationalNumber(attribute("telephoneNumber"))),
  mapping(
    'addresses[type eq "work"].locality',
    call("NormalizeDiacritics", ["source", coalesce(attribute("city"), attribute("physicalDeliveryOfficeName"))]),
  ),
  mapping("title", attribute("jobTitle")),
  mapping("preferredLanguage", attribute("preferredLanguage"), { defaultValue: "en" }),
];

function metadata(entries: Readonly<Record<string, string>>) {
  return Object.entries(entries).map(([key, value]) => ({ key, value }));
}

function definition(
  name: string,
  options: { readonly type?: string; readonly anchor?: boolean; readonly required?: boolean } = {},
) {
  return {
    name,
    type: options.type ?? "String",
    anchor: options.anchor ?? false,
    caseExact: false,
    defaultValue: null,
    flowNullValues: false,
    metadata: [],
    multivalued: false,
    mutability: "ReadWrite",
    required: options.required ?? false,
    referencedObjects: [],
  };
}

function directory(
  name: string,
  objectName: string,
  objectMetadata: Readonly<Record<string, string>>,
  attributes: readonly object[],
) {
  return {
    id: guid(`directory/${name}`),
    name,
    discoverabilities: "None",
    discoveryDateTime: null,
    readOnly: false,
    version: "20260901.070000",
    objects: [{ name: objectName, supportedApis: [], metadata: metadata(objectMetadata), attributes }],
  };
}

const SOURCE_ATTRIBUTES = [
  definition("objectId", { anchor: true, required: true }),
  definition("accountEnabled", { type: "Boolean" }),
  definition("IsSoftDeleted", { type: "Boolean" }),
  ...["city", "companyName", "department", "displayName", "givenName", "jobTitle", "mail", "mobile"].map((name) =>
    definition(name),
  ),
  ...["physicalDeliveryOfficeName", "preferredLanguage", "surname", "telephoneNumber"].map((name) => definition(name)),
  definition("userPrincipalName", { required: true }),
];

const REQUIRED = ["userName", "name.givenName", "name.familyName", 'emails[type eq "work"].value'];
const TARGET_ATTRIBUTES = [
  definition("id", { anchor: true, required: true }),
  ...MAPPINGS.map(({ targetAttributeName: name }) =>
    definition(name, { type: name === "active" ? "Boolean" : "String", required: REQUIRED.includes(name) }),
  ),
];

/** Staff and guests of the group's companies; people of temporary-work agencies do not receive visitors. */
const SCOPE = {
  groups: [
    {
      name: "Hosts",
      clauses: [
        { operatorName: "IS NOT NULL", sourceOperandName: "companyName", targetOperand: { values: [] } },
        {
          operatorName: "NOT EQUALS",
          sourceOperandName: "department",
          targetOperand: { values: ["External Workforce"] },
        },
      ],
    },
  ],
  inputFilterGroups: [],
  categoryFilterGroups: [],
};

/** The schema. */
export function synchronizationSchema() {
  const target = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const softDeletion = {
    IsSoftDeletionSupported: "true",
    PropertyNameAccountEnabled: "accountEnabled",
    PropertyNameSoftDeleted: "IsSoftDeleted",
  };
  return {
    id: `scim.${guid("tenant").replaceAll("-", "")}.${guid("servicePrincipal/Proxyclick")}`,
    version: "Date:2026-09-01T07:00:00.0000000Z, Number:4",
    directories: [
      directory(SOURCE, "User", { ...softDeletion, IsSynchronizeAllSupported: "true" }, SOURCE_ATTRIBUTES),
      directory(TARGET, target, { ConnectorDataStorageRequired: "true" }, TARGET_ATTRIBUTES),
    ],
    synchronizationRules: [
      {
        id: guid("rule"),
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
            targetObjectName: target,
            metadata: metadata({
              EscrowBehavior: '"Default"',
              Disposition: '"Normal"',
              IsCustomerDefined: "true",
              Unsynchronized: "false",
            }),
            scope: SCOPE,
            attributeMappings: MAPPINGS,
          },
        ],
      },
    ],
  };
}
