/** The test company: numbered employees, and the files of a directory that has them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceUser, SourceValue } from "../../src/provisioning/index.ts";
import { person, ROLE } from "./fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "./mapping.ts";

/** Columns of the file of users: all attributes that the default mapping reads, and those of an employee. */
const COLUMNS = [
  "id",
  "userPrincipalName",
  "displayName",
  "givenName",
  "surname",
  "mail",
  "accountEnabled",
  "jobTitle",
  "department",
  "telephoneNumber",
  "mobilePhone",
  "preferredLanguage",
  "officeLocation",
  "streetAddress",
  "city",
  "state",
  "postalCode",
  "country",
  "employeeId",
  "mailNickname",
  "manager",
  "faxNumber",
  "companyName",
  "usageLocation",
  "userType",
];

/** Employee with a number from 1 on: `user1@contoso.com`. */
export function employee(number: number, attributes: Record<string, SourceValue> = {}): SourceUser {
  const mail = emailOf(number);
  return person(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`, {
    userPrincipalName: mail,
    mail,
    displayName: `User ${number}`,
    givenName: "User",
    surname: String(number),
    telephoneNumber: "+3225551212",
    ...attributes,
  });
}

/** Employees 1 to `count`, all with the same attributes. */
export function employees(count: number, attributes: Record<string, SourceValue> = {}): SourceUser[] {
  return Array.from({ length: count }, (_, index) => employee(index + 1, attributes));
}

/** User principal name and mail address of an employee. */
export function emailOf(number: number): string {
  return `user${number}@contoso.com`;
}

/** Users as CSV. */
export function usersCsv(users: readonly SourceUser[]): string {
  const rows = users.map(({ attributes }) => COLUMNS.map((name) => csvField(String(attributes[name] ?? ""))).join(","));
  return [COLUMNS.join(","), ...rows, ""].join("\n");
}

function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Paths of the files of a job. */
export interface CompanyFiles {
  readonly users: string;
  readonly assignments: string;
  readonly mapping: string;
  readonly state: string;
  readonly log: string;
}

/** Writes the users, an assignment for each of them, and a small mapping. State and log are left to the job. */
export function writeCompany(folder: string, users: readonly SourceUser[]): CompanyFiles {
  const files = {
    users: join(folder, "users.csv"),
    assignments: join(folder, "assignments.json"),
    mapping: join(folder, "mapping.json"),
    state: join(folder, "state.db"),
    log: join(folder, "log.jsonl"),
  };
  const assignments = users.map(({ id }) => ({
    id: `a-${id}`,
    principalId: id,
    principalType: "User",
    appRoleId: ROLE,
  }));
  const attributes = [...BASIC_ATTRIBUTES, attribute('emails[type eq "work"].value', "[mail]")];
  writeFileSync(files.users, usersCsv(users));
  writeFileSync(files.assignments, JSON.stringify({ value: assignments }));
  writeFileSync(files.mapping, JSON.stringify(schema({ attributes })));
  return files;
}

/** Arguments of `provision` for the files of a company. */
export function provisionArgs({ users, assignments, mapping, state, log }: CompanyFiles, url: string, token: string) {
  const source = ["--source", users, "--assignments", assignments, "--mapping", mapping];
  return ["provision", ...source, "--target", url, "--token", token, "--state", state, "--log", log];
}
