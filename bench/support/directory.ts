/**
 * Directories to provision from: generated while they are read, so that they cost no memory, or written as the CSV
 * export of Entra.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { DirectorySource, SourceEvent, SourceUser } from "../../src/provisioning/index.ts";
import { uuid } from "./company.ts";

const COLUMNS = ["id", "userPrincipalName", "mail", "givenName", "surname", "jobTitle", "accountEnabled", "city"];
const MORE = ["mobilePhone", "telephoneNumber", "preferredLanguage", "department", "companyName", "country"];
const HEADER = [...COLUMNS, ...MORE];

/** A user of the directory; another title is a change. */
function sourceUser(index: number, title: string): SourceUser {
  const mail = `user${index}@example.com`;
  const id = uuid(index);
  return {
    id,
    attributes: {
      id,
      userPrincipalName: mail,
      mail,
      givenName: "Ada",
      surname: `Lovelace ${index}`,
      jobTitle: title,
      accountEnabled: "True",
      city: "Brussels",
      mobilePhone: `+32470${String(index).padStart(6, "0")}`,
      telephoneNumber: "",
      preferredLanguage: "en",
      department: "Research",
      companyName: "Example",
      country: "BE",
    },
  };
}

/** A directory with changes: the first read yields everybody, a later one the users that changed. */
export function deltaDirectory(count: number, changed: number): DirectorySource {
  return {
    name: "Directory",
    kind: "delta",
    describe: async () => ({ attributeNames: new Set(HEADER) }),
    async *read({ watermark } = {}): AsyncGenerator<SourceEvent, void, void> {
      const title = watermark === undefined ? "Engineer" : "Director";
      const end = watermark === undefined ? count : changed;
      for (let index = 0; index < end; index += 1) yield { kind: "user", user: sourceUser(index, title) };
      yield { kind: "end", watermark: title };
    },
  };
}

/** Writes the users as CSV; the first ones with another title. */
export function writeCsv(path: string, count: number, changed: number): void {
  const file = openSync(path, "w");
  try {
    writeSync(file, `${HEADER.join(",")}\n`);
    for (let from = 0; from < count; from += 1_000) writeSync(file, rows(from, Math.min(from + 1_000, count), changed));
  } finally {
    closeSync(file);
  }
}

function rows(from: number, to: number, changed: number): string {
  let text = "";
  for (let index = from; index < to; index += 1) {
    const { attributes } = sourceUser(index, index < changed ? "Director" : "Engineer");
    text += `${HEADER.map((name) => String(attributes[name])).join(",")}\n`;
  }
  return text;
}
