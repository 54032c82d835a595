/**
 * A company of any size, as files: users, assignments and a mapping.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { attribute, BASIC_ATTRIBUTES, schema } from "./mapping.ts";

const COLUMNS = [
  "id",
  "userPrincipalName",
  "displayName",
  "mail",
  "givenName",
  "surname",
  "jobTitle",
  "accountEnabled",
  "city",
] as const;

export interface Person {
  readonly id: string;
  readonly jobTitle: string;
  readonly enabled: boolean;
}

/** So many people; the same number gives the same people. */
export function people(count: number): Person[] {
  return Array.from({ length: count }, (_one, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    jobTitle: "Engineer",
    enabled: true,
  }));
}

export function mailOf(person: Person): string {
  return `user${Number(person.id.slice(-12))}@contoso.com`;
}

/** Writes the users of a company as CSV. */
export function writeUsers(path: string, persons: readonly Person[]): void {
  const rows = persons.map((person) => {
    const mail = mailOf(person);
    return [
      person.id,
      mail,
      `"Doe, ${mail}"`,
      mail,
      "Jo",
      "Doe",
      person.jobTitle,
      person.enabled ? "True" : "False",
      "Gent",
    ].join(",");
  });
  writeFileSync(path, `${COLUMNS.join(",")}\n${rows.join("\n")}\n`);
}

/** Writes everything a first run needs; the paths of the files. */
export function writeCompany(folder: string, persons: readonly Person[]) {
  const files = {
    users: join(folder, "users.csv"),
    assignments: join(folder, "assignments.json"),
    mapping: join(folder, "mapping.json"),
    state: join(folder, "state.db"),
    log: join(folder, "log.jsonl"),
  };
  writeUsers(files.users, persons);
  const assignments = persons.map(({ id }) => ({
    id: `a-${id}`,
    principalId: id,
    principalType: "User",
    appRoleId: "11111111-1111-1111-1111-111111111111",
  }));
  writeFileSync(files.assignments, JSON.stringify({ value: assignments }));
  const attributes = [...BASIC_ATTRIBUTES, attribute('emails[type eq "work"].value', "[mail]")];
  writeFileSync(files.mapping, JSON.stringify(schema({ attributes })));
  return files;
}

/** Options of `provision` for a company. */
export function provisionArgs(files: ReturnType<typeof writeCompany>, url: string, token: string): string[] {
  const { users, assignments, mapping, state, log } = files;
  return [
    "provision",
    "--source",
    users,
    "--assignments",
    assignments,
    "--mapping",
    mapping,
    "--target",
    url,
    "--token",
    token,
    "--state",
    state,
    "--log",
    log,
  ];
}
