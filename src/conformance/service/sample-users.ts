/** Five sample users with different values, for the checks of filters, sorting and paging. */
import type { CreatedResource } from "./exchange.ts";

/** The sample users by the names that the checks use. */
export interface SampleUsers {
  /** Active; title Alpha; work phone 01, mobile 02; Ghent. */
  readonly ada: CreatedResource;
  /** Disabled; title beta, in lower case; work phone 02, mobile 03; Namur. */
  readonly bob: CreatedResource;
  /** Active; title Gamma with quotes and a backslash; no phones. */
  readonly cyd: CreatedResource;
  /** Active; neither title nor phones. */
  readonly dan: CreatedResource;
  /** Active; title Delta; home phone 01. */
  readonly eve: CreatedResource;
}

/** Names of {@link SampleUsers}. */
export type SampleUserName = keyof SampleUsers;

/** The names in the order in which the users are created. */
export const SAMPLE_USER_NAMES: readonly SampleUserName[] = ["ada", "bob", "cyd", "dan", "eve"];

/** A title that only users of this run have. */
export function titleOf(run: string, name: string): string {
  return `${run} ${name}`;
}

/** A phone number (E.164) that only some of the sample users have. */
export function phoneOf(run: string, ending: "01" | "02" | "03"): string {
  const digits = [...run].map((character) => character.charCodeAt(0) % 10).join("");
  return `+324${digits.slice(0, 8).padEnd(8, "0")}${ending}`;
}

/** An external id with upper-case and lower-case letters. */
export function externalIdOf(run: string, name: SampleUserName): string {
  return `EXT-${run}-${name.toUpperCase()}`;
}

/** Creates users whose names contain the id of the run. */
export interface UserCreator {
  /** Letters and digits that no other run has. */
  readonly runId: string;
  /** Creates a user with these attributes. */
  createUser(attributes: Readonly<Record<string, unknown>>): Promise<CreatedResource>;
}

/** Creates the sample users. */
export async function createSampleUsers(service: UserCreator): Promise<SampleUsers> {
  const { runId: run } = service;
  const phone = (ending: "01" | "02" | "03", type: string) => ({ value: phoneOf(run, ending), type });
  const make = (name: SampleUserName, attributes: Readonly<Record<string, unknown>>): Promise<CreatedResource> =>
    service.createUser({
      userName: `scim-check-${run}-people-${name}@example.com`,
      externalId: externalIdOf(run, name),
      ...attributes,
    });
  return {
    ada: await make("ada", {
      title: titleOf(run, "Alpha"),
      phoneNumbers: [phone("01", "work"), phone("02", "mobile")],
      addresses: [{ type: "work", locality: `Ghent ${run}` }],
    }),
    bob: await make("bob", {
      title: titleOf(run, "beta"),
      active: false,
      phoneNumbers: [phone("02", "work"), phone("03", "mobile")],
      addresses: [{ type: "work", locality: `Namur ${run}` }],
    }),
    cyd: await make("cyd", { title: titleOf(run, 'Gamma "q" \\ é') }),
    dan: await make("dan", {}),
    eve: await make("eve", { title: titleOf(run, "Delta"), phoneNumbers: [phone("01", "home")] }),
  };
}
