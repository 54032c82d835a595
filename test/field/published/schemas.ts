/** Synchronization schemas in the forms in which applications and forums publish them, with made-up content. */

/** A mapping: target, expression or attribute in brackets, and what differs from the usual. */
type Row = readonly [target: string, source: string, more?: Readonly<Record<string, unknown>>];

const CORE: readonly Row[] = [
  ["userName", "[userPrincipalName]", { matchingPriority: 1 }],
  ["active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'],
];
const NAME: readonly Row[] = [
  ["name.givenName", "[givenName]"],
  ["name.familyName", "[surname]"],
  ["displayName", "[displayName]"],
];
const WORK_EMAIL: Row = ['emails[type eq "work"].value', "[mail]"];
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** The source as Graph writes it: an attribute, a constant or a function. */
function source(expression: string): object {
  const [, attribute] = /^\[([^\]]+)\]$/.exec(expression) ?? [];
  if (attribute !== undefined) return { expression, name: attribute, type: "Attribute", parameters: [] };
  const [, constant] = /^"([^"]*)"$/.exec(expression) ?? [];
  if (constant !== undefined) return { expression, name: constant, type: "Constant", parameters: [] };
  return { expression, name: expression.slice(0, expression.indexOf("(")), type: "Function", parameters: [] };
}

interface Form {
  readonly rule?: Readonly<Record<string, unknown>>;
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly document?: Readonly<Record<string, unknown>>;
  /** Members of each attribute mapping besides target and source. */
  readonly row?: Readonly<Record<string, unknown>>;
}

const FULL_ROW = {
  defaultValue: null,
  exportMissingReferences: false,
  flowBehavior: "FlowWhenChanged",
  flowType: "Always",
  matchingPriority: 0,
};

function schema(rows: readonly Row[], { rule, mapping, document, row = FULL_ROW }: Form = {}): object {
  const users = {
    enabled: true,
    flowTypes: "Add, Update, Delete",
    name: "Provision Azure Active Directory Users",
    sourceObjectName: "User",
    targetObjectName: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    scope: null,
    metadata: [],
    attributeMappings: rows.map(([targetAttributeName, expression, more]) => ({
      ...row,
      targetAttributeName,
      source: source(expression),
      ...more,
    })),
    ...mapping,
  };
  return {
    id: "customappsso.1a2b3c",
    version: "Date:2026-01-01T00:00:00Z, Number:1",
    directories: [],
    synchronizationRules: [
      {
        id: "rule-1",
        name: "USER_INBOUND_USER",
        priority: 1,
        editable: true,
        sourceDirectoryName: "Azure Active Directory",
        targetDirectoryName: "customappsso",
        metadata: [],
        objectMappings: [users],
        ...rule,
      },
    ],
    ...document,
  };
}

const GROUPS = {
  name: "Provision Azure Active Directory Groups",
  enabled: false,
  sourceObjectName: "Group",
  targetObjectName: "urn:ietf:params:scim:schemas:core:2.0:Group",
  attributeMappings: [
    { targetAttributeName: "members", source: { expression: "[members]", name: "members", type: "Attribute" } },
  ],
};

/** A definition of the target with attributes and metadata. */
function definition(
  attributes: readonly object[],
  metadata: readonly object[] = [],
): Readonly<Record<string, unknown>> {
  const name = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  return { directories: [{ id: "d", name: "customappsso", objects: [{ name, attributes, metadata }] }] };
}

const CUSTOM = "urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User";

/** The schemas by what is special about their form, and the values that they make of the user. */
export const SCHEMAS: readonly (readonly [form: string, schema: object, values: number])[] = [
  ["the least that works", schema(CORE, { row: {} }), 2],
  ["a generic gallery application", schema([...CORE, ...NAME, WORK_EMAIL]), 6],
  [
    "matching by externalId first",
    schema([["externalId", "[objectId]", { matchingPriority: 2 }], ...CORE, ...NAME]),
    6,
  ],
  [
    "mailNickname as externalId, as in the portal's default",
    schema([
      ...CORE,
      ["externalId", "[mailNickname]"],
      ["title", "[jobTitle]"],
      ["preferredLanguage", "[preferredLanguage]"],
    ]),
    5,
  ],
  [
    "addresses by type",
    schema([
      ...CORE,
      ['addresses[type eq "work"].streetAddress', "[streetAddress]"],
      ['addresses[type eq "work"].locality', "[city]"],
      ['addresses[type eq "work"].region', "[state]"],
      ['addresses[type eq "work"].postalCode', "[postalCode]"],
      ['addresses[type eq "work"].country', "[country]"],
      ['addresses[type eq "work"].formatted', "[physicalDeliveryOfficeName]"],
    ]),
    8,
  ],
  [
    "addresses of the type untyped",
    schema([
      ...CORE,
      ['addresses[type eq "untyped"].streetAddress', "[streetAddress]"],
      ['addresses[type eq "untyped"].locality', "[city]"],
    ]),
    4,
  ],
  [
    "telephone numbers by type, one without a value",
    schema([
      ...CORE,
      ['phoneNumbers[type eq "work"].value', "[telephoneNumber]"],
      ['phoneNumbers[type eq "mobile"].value', "[mobile]"],
      ['phoneNumbers[type eq "fax"].value', "[facsimileTelephoneNumber]"],
    ]),
    4,
  ],
  [
    "the enterprise extension with a manager",
    schema([
      ...CORE,
      [`${ENTERPRISE}:department`, "[department]"],
      [`${ENTERPRISE}:employeeNumber`, "[employeeId]"],
      [`${ENTERPRISE}:organization`, "[companyName]"],
      [`${ENTERPRISE}:manager`, "[manager]"],
    ]),
    5,
  ],
  [
    "a single role, primary",
    schema([...CORE, ['roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])"]]),
    3,
  ],
  ["all roles", schema([...CORE, ["roles", "AppRoleAssignmentsComplex([appRoleAssignments])"]]), 3],
  [
    "constants",
    schema([...CORE, ["userType", '"Employee"'], ["locale", '"en-US"'], ["timezone", '"America/Los_Angeles"']]),
    5,
  ],
  [
    "default values without sources",
    schema([
      ...CORE,
      ["userType", "[employeeType]", { defaultValue: "Employee" }],
      ["nickName", "[otherName]", { defaultValue: "none", flowType: "ObjectAddOnly" }],
    ]),
    4,
  ],
  [
    "sources of functions as parameters",
    schema([
      ...CORE,
      [
        "displayName",
        "[displayName]",
        {
          source: {
            name: "Join",
            type: "Function",
            expression: null,
            parameters: [
              { key: "separator", value: { type: "Constant", name: " " } },
              { key: "source1", value: { type: "Attribute", name: "givenName" } },
              { key: "source2", value: { type: "Attribute", name: "surname" } },
            ],
          },
        },
      ],
    ]),
    3,
  ],
  [
    "groups in the same rule, before the users",
    schema(CORE, {
      rule: {
        objectMappings: [
          GROUPS,
          {
            enabled: true,
            sourceObjectName: "User",
            targetObjectName: "User",
            attributeMappings: CORE.map(([targetAttributeName, expression, more]) => ({
              targetAttributeName,
              source: source(expression),
              ...more,
            })),
          },
        ],
      },
    }),
    2,
  ],
  [
    "scoping filters",
    schema([...CORE, ...NAME], {
      mapping: {
        scope: {
          categoryFilterGroups: null,
          groups: [
            {
              name: "Sales in the US",
              clauses: [
                { operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: ["Sales"] } },
                { operatorName: "IS NOT NULL", sourceOperandName: "mail", targetOperand: { values: [] } },
              ],
            },
          ],
          inputFilterGroups: null,
        },
      },
    }),
    5,
  ],
  [
    "the name of the directory after 2023",
    schema([...CORE, ...NAME], { rule: { sourceDirectoryName: "Microsoft Entra ID", name: "USER_OUTBOUND_USER" } }),
    5,
  ],
  [
    "custom attributes in the target's definition",
    schema([...CORE, [`${CUSTOM}:tag`, "[department]"], [`${CUSTOM}:level`, "Len([department])"]], {
      document: definition([
        {
          name: `${CUSTOM}:tag`,
          type: "String",
          anchor: false,
          caseExact: false,
          multivalued: false,
          mutability: "ReadWrite",
          required: false,
        },
        { name: `${CUSTOM}:level`, type: "Integer" },
      ]),
    }),
    4,
  ],
  [
    "a target without soft deletion",
    schema([...CORE, WORK_EMAIL], {
      document: definition(
        [{ name: "userName", required: true, caseExact: false }],
        [{ key: "IsSoftDeletionSupported", value: "false" }],
      ),
    }),
    3,
  ],
  ["create and update only", schema([...CORE, ...NAME], { mapping: { flowTypes: "Add, Update" } }), 5],
  [
    "null for everything that may be null",
    schema([...CORE, WORK_EMAIL], {
      row: { ...FULL_ROW, flowNullValues: null, matchingPriority: null },
      mapping: { metadata: null, scope: null },
      rule: { metadata: null },
    }),
    3,
  ],
  [
    "members that nobody documents",
    schema([...CORE, WORK_EMAIL], {
      row: { ...FULL_ROW, "@odata.type": "#microsoft.graph.attributeMapping", x: 1 },
      document: {
        "@odata.context": "https://graph.microsoft.com/beta/$metadata#schema",
        provisioningTaskIdentifier: "SCIM",
      },
    }),
    3,
  ],
];
