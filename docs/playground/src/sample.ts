/** The sample attributes: JSON in, a lookup out. */
import { isProvisioningError } from "../../../src/errors.ts";
import { type GivenUser, readGivenUser } from "../../../src/provisioning/mapping/given-user.ts";
import { ROLES_ATTRIBUTE } from "../../../src/provisioning/mapping/source-attributes.ts";

/** Longest JSON of attributes, in characters. */
export const MAX_ATTRIBUTES = 100_000;

/** A user whose attributes expressions read. */
export type Sample = GivenUser;

/** A user without attributes. */
export const NOBODY: Sample = { attributes: {}, roles: undefined };

/** The names of the attributes that a sample has. */
export function namesOf({ attributes, roles }: Sample): readonly string[] {
  return [...Object.keys(attributes), ...(roles === undefined ? [] : [ROLES_ATTRIBUTE])];
}

/** What was read, or why it was not. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** Reads sample attributes by the rules of the command line. Empty text is a user without attributes. */
export function readSample(text: string): Read<Sample> {
  if (text.trim() === "") return { value: NOBODY };
  const json = readJson(text, MAX_ATTRIBUTES);
  return "problem" in json ? json : orProblem(() => readGivenUser("The sample", json.value));
}

/** What an operation returns, or the message of what it says is wrong with its input. */
export function orProblem<T>(read: () => T): Read<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (!isProvisioningError(error)) throw error;
    return { problem: error.message };
  }
}

/** Reads JSON of a bounded length. */
export function readJson(text: string, maximum: number): Read<unknown> {
  if (text.length > maximum) {
    return { problem: `At most ${maximum.toLocaleString("en")} characters, found ${text.length.toLocaleString("en")}` };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `Not JSON: ${error instanceof Error ? error.message.slice(0, 200) : "cannot be read"}` };
  }
}
