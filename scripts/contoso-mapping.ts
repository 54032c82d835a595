/**
 * The sample's synchronization schema, in the form that Microsoft Graph exports.
 */
import { attributeDefinition, attributeMapping } from "../src/proxyclick/mapping-parts.ts";
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

/** Proxyclick wants one value as user name and work e-mail, so both have the same source. */
const MAIL = call("ToLower", ["source", attribute("mail")], ["culture"]);

const MAPPINGS = [
  attributeMapping("userName", MAIL, { matchingPriority: 1 }),
  attributeMapping("active", isActive()),
  attributeMapping("name.givenName", coalesce(attribute("givenName"), attribute("displayName"))),
  attributeMapping("name.familyName", coalesce(attribute("surname"), attribute("displayName"))),
  attributeMapping("name.formatted", join(" ", attribute("givenName"), attribute("surname"))),
  attributeMapping('emails[type eq "work"].value', MAIL),
  attributeMapping('phoneNumbers[type eq "mobile"].value', internationalNumber(attribute("mobile"))),
  attributeMapping('phoneNumbers[type eq "work"].value', internationalNumber(attribute("telephoneNumber"))),
  attributeMapping(
    'addresses[type eq "work"].locality',
    call("NormalizeDiacritics", ["source", coalesce(attribute("city"), attribute("physicalDeliveryOfficeName"))]),
  ),
  attributeMapping("title", attribute("jobTitle")),
  attributeMapping("preferredLanguage", attribute("preferredLanguage"), { defaultValue: "en" }),
];

function metadata(entries: Readonly<Record<string, string>>) {
  return Object.entries(entries).map(([key, value]) => ({ key, value }));
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
  attributeDefinition("objectId", { anchor: true, required: true }),
  attributeDefinition("accountEnabled", { type: "Boolean" }),
  attributeDefinition("IsSoftDeleted", { type: "Boolean" }),
  ...["city", "companyName", "department", "displayName", "givenName", "jobTitle", "mail", "mobile"].map((name) =>
    attributeDefinition(name),
  ),
  ...["physicalDeliveryOfficeName", "preferredLanguage", "surname", "telephoneNumber"].map((name) =>
    attributeDefinition(name),
  ),
  attributeDefinition("userPrincipalName", { required: true }),
];

const REQUIRED = ["userName", "name.givenName", "name.familyName", 'emails[type eq "work"].value'];
const TARGET_ATTRIBUTES = [
  attributeDefinition("id", { anchor: true, required: true }),
  ...MAPPINGS.map(({ targetAttributeName: name }) =>
    attributeDefinition(name, { type: name === "active" ? "Boolean" : "String", required: REQUIRED.includes(name) }),
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
