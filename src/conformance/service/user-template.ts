/** A template of the users that the checks create, for services with rules that their schemas do not show. */
import { isObject } from "../../internal/values.ts";
import type { Body } from "./exchange.ts";

/** Attributes of a user; `{unique}` in a string stands for letters that no other user has. */
export type UserTemplate = Body;

const PLACEHOLDER = "{unique}";
/** What the service decides. */
const NOT_IN_TEMPLATE = ["id", "meta", "schemas"];

/**
 * Checks a template.
 *
 * @throws TypeError for one that cannot be used: the run finds its users by the beginning of their names.
 */
export function checkTemplate(template: unknown): UserTemplate {
  if (!isObject(template)) throw new TypeError("Invalid user: expected an object with the attributes of a user.");
  const wrong = NOT_IN_TEMPLATE.find((name) => Object.hasOwn(template, name));
  if (wrong !== undefined) throw new TypeError(`Invalid user: ${wrong} cannot be set.`);
  const { userName } = template;
  if (userName === undefined || (typeof userName === "string" && userName.startsWith(PLACEHOLDER))) return template;
  throw new TypeError(`Invalid user: expected a userName that begins with ${PLACEHOLDER}, or none.`);
}

/** The attributes of one user. */
export function instantiate(template: UserTemplate, unique: string): Body {
  const replace = (value: unknown): unknown => {
    if (typeof value === "string") return value.replaceAll(PLACEHOLDER, unique);
    if (Array.isArray(value)) return value.map(replace);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replace(member)]));
  };
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, replace(value)]));
}
