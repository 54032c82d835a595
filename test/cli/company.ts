/**
 * A company of numbered people, and a service to provision them into.
 */
import { interruption } from "../../src/cli/process/io.ts";
import { run } from "../../src/cli/program.ts";
import { world } from "./world.ts";

/** The token that the service takes. */
export const TOKEN = "s3cret-token";
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

/** A row of the file. */
export interface Person {
  readonly number: number;
  readonly title?: string;
  readonly phone?: string;
  /** Default: the user principal name. */
  readonly mail?: string;
}

/** The file of the users. */
export function csv(people: readonly Person[]): string {
  const rows = people.map(({ number, title = "Engineer", phone = "+3225551212", mail }) => {
    const userPrincipalName = `user${number}@contoso.example`;
    const values = new Map([
      ["id", `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`],
      ["userPrincipalName", userPrincipalName],
      ["mail", mail ?? userPrincipalName],
      ["displayName", `User ${number}`],
      ["givenName", "User"],
      ["surname", String(number)],
      ["accountEnabled", "True"],
      ["jobTitle", title],
      ["telephoneNumber", phone],
    ]);
    return COLUMNS.map((name) => values.get(name) ?? "").join(",");
  });
  return [COLUMNS.join(","), ...rows, ""].join("\n");
}

/** People from 1 on. */
export const people = (count: number): Person[] => Array.from({ length: count }, (_, index) => ({ number: index + 1 }));

/** A service that runs until it is stopped. */
export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an emulation of Proxyclick on a free port. */
export async function startService(): Promise<Service> {
  const io = world();
  const ended = run(io, ["serve", "--port", "0", "--token", TOKEN]);
  const [, url = ""] = await io.stdout.until(/^listening on (\S+)\n/);
  return {
    url,
    async stop() {
      io.stop.abort(interruption("SIGTERM"));
      await ended;
    },
  };
}
