/** The mappings of the run, once as a synchronization schema for the job, and once in plain words for the model. */
import type { SynchronizationSchemaDocument } from "../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../src/proxyclick/index.ts";
import { attribute, schema } from "../../support/mapping.ts";
import type { Account, TargetKind } from "../../support/observed-target.ts";
import type { Config } from "./config.ts";
import { FILTERED_DEPARTMENTS, type Person } from "./directory.ts";

/** Values by the names of {@link readValues}; undefined where the directory has none. */
export type Values = ReadonlyMap<string, string | undefined>;

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const ATTRIBUTES: readonly unknown[] = [
  attribute("userName", "[mail]", { matchingPriority: 1 }),
  attribute("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'),
  attribute("name.givenName", "[givenName]"),
  attribute("name.familyName", "[surname]"),
  attribute("title", "[jobTitle]"),
  attribute('emails[type eq "work"].value', "[mail]"),
  attribute("preferredLanguage", "[preferredLanguage]"),
  attribute(`${ENTERPRISE}:department`, "[department]"),
  attribute(`${ENTERPRISE}:manager`, "[manager]"),
];

/** The mapping of the job. */
export function mappingOf({ target, filtered }: Config): SynchronizationSchemaDocument {
  const groups = FILTERED_DEPARTMENTS.map((department) => ({
    name: department,
    clauses: [{ operatorName: "EQUALS", sourceOperandName: "department", targetOperand: { values: [department] } }],
  }));
  const scope = filtered ? { groups } : null;
  if (target !== "proxyclick") return schema({ attributes: ATTRIBUTES, scope });
  const mapping = structuredClone(defaultMapping());
  for (const rule of mapping.synchronizationRules) {
    const { objectMappings } = rule;
    if (Array.isArray(objectMappings)) for (const object of objectMappings) Object.assign(Object(object), { scope });
  }
  return mapping;
}

/** What an account in scope has, besides the manager. */
export function mappedValues(target: TargetKind, person: Person): Values {
  const { tag, mail, surname, jobTitle, preferredLanguage, department, city, mobile } = person;
  const values: [string, string][] = [
    ["userName", mail],
    ["email", mail],
    ["givenName", tag],
    ["familyName", surname],
    ["title", jobTitle],
    ["language", preferredLanguage],
    ...(target === "proxyclick"
      ? // The connector leaves out numbers that are not in E.164 form.
        ([
          ["city", city],
          ["mobile", mobile.startsWith("+") ? mobile : ""],
        ] satisfies [string, string][])
      : ([["department", department]] satisfies [string, string][])),
  ];
  return new Map(values.map(([name, value]) => [name, value === "" ? undefined : value]));
}

/** Whether the target can take a new account of a person: the connector of Proxyclick demands a family name. */
export function isFit(target: TargetKind, { surname }: Person): boolean {
  return target !== "proxyclick" || surname !== "";
}

/** Whether references to managers are mapped. */
export function hasManagers(target: TargetKind): boolean {
  return target !== "proxyclick";
}

/** The mapped values of an account. */
export function readValues(account: Account): Values {
  return new Map([
    ["userName", textAt(account, "userName")],
    ["email", textAt(elementAt(account, "emails", "work"), "value")],
    ["givenName", textAt(partAt(account, "name"), "givenName")],
    ["familyName", textAt(partAt(account, "name"), "familyName")],
    ["title", textAt(account, "title")],
    ["language", textAt(account, "preferredLanguage")],
    ["department", textAt(partAt(account, ENTERPRISE), "department")],
    ["city", textAt(elementAt(account, "addresses", "work"), "locality")],
    ["mobile", textAt(elementAt(account, "phoneNumbers", "mobile"), "value")],
  ]);
}

/** The account id of the manager that an account names. */
export function readManager(account: Account): string | undefined {
  return textAt(partAt(partAt(account, ENTERPRISE), "manager"), "value");
}

/** Whether an account is active: one that says nothing is. */
export function isActive(account: Account): boolean {
  return account["active"] !== false;
}

/** The tag of the person to whom an account was written last. */
export function tagOf(account: Account): string | undefined {
  return textAt(partAt(account, "name"), "givenName");
}

function partAt(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
  const text = partAt(value, name);
  return typeof text === "string" && text !== "" ? text : undefined;
}

function elementAt(value: unknown, name: string, type: string): unknown {
  const elements = partAt(value, name);
  return Array.isArray(elements) ? elements.find((element: unknown) => partAt(element, "type") === type) : undefined;
}
