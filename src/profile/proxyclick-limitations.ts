/**
 * The limitations of Proxyclick's user provisioning as data: what a user must look like, how to find violations, and
 * how to repair those that need no guess.
 *
 * Client and emulator run the same list.
 *
 * Facts are published by the vendor or Microsoft; assumptions are this package's and marked as such.
 */
import { equalityTest } from "../internal/comparison-key.ts";
import type { Json, JsonObject } from "../models/attribute-tree.ts";
import { UserType } from "../models/index.ts";
import { isJsonObject } from "../models/json.ts";
import type { Limitation, RuleContext, Violation } from "./service-profile.ts";
import { unsupportedAttribute } from "./supported-attributes.ts";

const WORK_EMAIL = 'emails[type eq "work"].value';
/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, two of them brackets. */
const MAX_EMAIL_LENGTH = 254;
const E164 = /^\+[1-9][0-9]{1,14}$/;

/**
 * Whether a string has the form of an international number by ITU-T E.164: `+`, then at most fifteen digits, the first
 * not zero.
 */
export function isE164(value: string): boolean {
  return E164.test(value);
}

/** Whether a string has the form of an email address: one `@`, a local part, a domain with a dot inside, no spaces. */
export function isEmail(value: string): boolean {
  const at = value.indexOf("@");
  if (at < 1 || at !== value.lastIndexOf("@") || /[\s\p{Cc}]/u.test(value)) return false;
  const labels = value.slice(at + 1).split(".");
  return labels.length > 1 && labels.every((label) => label !== "");
}

/** Value of the first work email of a user. */
export function workEmail(user: JsonObject): string | undefined {
  return stringOf(elementsOf(user, "emails").find(isWork)?.["value"]);
}

/** A string that is not empty; undefined for anything else. */
function stringOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The elements of a multi-valued attribute. */
function elementsOf(resource: JsonObject, name: string): readonly JsonObject[] {
  const value = resource[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function isWork(entry: JsonObject): boolean {
  return stringOf(entry["type"])?.toLowerCase() === "work";
}

/** Whether a userName and a work email are the same value: they compare as userNames do. */
export function isSameUserName(a: string, b: string): boolean {
  return equalityTest(a, UserType.tree.attributes.get("username"))(b);
}

function withWorkEmail(user: JsonObject, value: string): JsonObject {
  const emails = elementsOf(user, "emails");
  const workIndex = emails.findIndex(isWork);
  const index =
    workIndex >= 0 ? workIndex : emails.findIndex((entry) => entry["type"] === undefined && entry["value"] === value);
  if (index >= 0) {
    return {
      ...user,
      emails: emails.map((entry, position) => (position === index ? { ...entry, value, type: "work" } : entry)),
    };
  }
  const primary = emails.some((entry) => entry["primary"] === true) ? {} : { primary: true };
  return { ...user, emails: [...emails, { value, type: "work", ...primary }] };
}

const multipleWorkEmails: Limitation = {
  code: "multiple_work_emails",
  explanation:
    "A Proxyclick user has one work email. Of several, the primary one is kept, otherwise the one that equals userName, otherwise the first.",
  basis: "assumption",
  check(user) {
    if (elementsOf(user, "emails").filter(isWork).length < 2) return [];
    const message = "more than one email has the type work";
    return [
      {
        code: "multiple_work_emails",
        path: WORK_EMAIL,
        message,
        value: surplusWorkEmails(user).map(({ value }) => value),
      },
    ];
  },
  repair(user) {
    const surplus = new Set(surplusWorkEmails(user));
    if (surplus.size === 0) return user;
    return { ...user, emails: elementsOf(user, "emails").filter((entry) => !surplus.has(entry)) };
  },
};

/** The work emails beside the primary one, otherwise the one that equals userName, otherwise the first. */
function surplusWorkEmails(user: JsonObject): readonly JsonObject[] {
  const work = elementsOf(user, "emails").filter(isWork);
  const kept =
    work.find((entry) => entry["primary"] === true) ??
    work.find((entry) => entry["value"] === user["userName"]) ??
    work[0];
  return work.filter((entry) => entry !== kept);
}

/** Which value wins when userName and work email contradict each other; `refuse` for neither. */
type MismatchRule = "refuse" | "userName" | "email";

function usernameEmailMismatch(rule: MismatchRule): Limitation {
  return {
    code: "username_email_mismatch",
    explanation:
      "userName and the work email of a Proxyclick user are one value: a change of either changes the other. Two different values contradict each other.",
    basis: "fact",
    check(user) {
      const userName = stringOf(user["userName"]);
      const email = workEmail(user);
      if (userName === undefined || email === undefined || isSameUserName(userName, email)) return [];
      return [
        {
          code: "username_email_mismatch",
          path: WORK_EMAIL,
          message: "userName and the work email have different values",
        },
      ];
    },
    repair(user, { before }) {
      const userName = stringOf(user["userName"]);
      const email = workEmail(user);
      if (email === undefined || userName === email) return user;
      if (userName === undefined) return { ...user, userName: email };
      if (before === undefined) return resolveContradiction(user, userName, email, rule);
      const userNameChanged = userName !== stringOf(before["userName"]);
      const emailChanged = email !== workEmail(before);
      if (userNameChanged === emailChanged) return resolveContradiction(user, userName, email, rule);
      return userNameChanged ? withWorkEmail(user, userName) : { ...user, userName: email };
    },
  };
}

/**
 * Applies the rule where the change does not show which of two values is meant. Values that differ in case only are the
 * same, and stay.
 */
function resolveContradiction(user: JsonObject, userName: string, email: string, rule: MismatchRule): JsonObject {
  if (rule === "refuse" || isSameUserName(userName, email)) return user;
  return rule === "userName" ? withWorkEmail(user, userName) : { ...user, userName: email };
}

const missingWorkEmail: Limitation = {
  code: "missing_work_email",
  explanation:
    "A Proxyclick user needs a work email. Where it is missing, it is taken from userName, which has the same value.",
  basis: "fact",
  check(user) {
    if (workEmail(user) !== undefined) return [];
    return [
      { code: "missing_work_email", path: WORK_EMAIL, message: "there is no email with the type work and a value" },
    ];
  },
  repair(user) {
    const userName = stringOf(user["userName"]);
    return userName === undefined || workEmail(user) !== undefined ? user : withWorkEmail(user, userName);
  },
};

const usernameNotEmail: Limitation = {
  code: "username_not_email",
  explanation: "The userName of a Proxyclick user is the email address by which the person logs in.",
  basis: "fact",
  check(user) {
    const userName = stringOf(user["userName"]);
    if (userName !== undefined && isEmail(userName)) return [];
    const message =
      userName === undefined ? "userName is missing" : "userName does not have the form of an email address";
    return [{ code: "username_not_email", path: "userName", message }];
  },
};

function missingName(formatted: UserLimitationOptions["formattedName"]): Limitation {
  const parts = ["givenName", "familyName", ...(formatted === "required" ? ["formatted"] : [])];
  return {
    code: "missing_name",
    explanation: `A Proxyclick user needs name.givenName and name.familyName${formatted === "required" ? ", and name.formatted too" : ""}.`,
    basis: "fact",
    check(user) {
      const name = user["name"];
      return parts
        .filter((part) => !isJsonObject(name) || (stringOf(name[part])?.trim() ?? "") === "")
        .map((part) => ({ code: "missing_name", path: `name.${part}`, message: `name.${part} is missing or empty` }));
    },
  };
}

const phoneNotE164: Limitation = {
  code: "phone_not_e164",
  explanation:
    "Phone numbers have the E.164 form, such as +3225551234. Others are converted where a phone library is given, and left out otherwise: an invalid number never blocks a user.",
  basis: "fact",
  check(user) {
    return elementsOf(user, "phoneNumbers")
      .filter((entry) => stringOf(entry["value"]) !== undefined && !isE164(stringOf(entry["value"]) ?? ""))
      .map((entry) => ({
        code: "phone_not_e164",
        path: phonePath(entry),
        message: "the phone number is not in E.164 form",
        value: entry["value"],
      }));
  },
  repair(user, context) {
    if (phoneNotE164.check(user, context).length === 0) return user;
    const kept = elementsOf(user, "phoneNumbers").flatMap((entry) => repairedPhone(entry, context));
    const { phoneNumbers: _dropped, ...rest } = user;
    return kept.length === 0 ? rest : { ...rest, phoneNumbers: kept };
  },
};

function phonePath(entry: JsonObject): string {
  const type = stringOf(entry["type"]);
  return type === undefined ? "phoneNumbers.value" : `phoneNumbers[type eq ${JSON.stringify(type)}].value`;
}

function repairedPhone(entry: JsonObject, { normalizePhone }: RuleContext): readonly JsonObject[] {
  const value = stringOf(entry["value"]);
  if (value === undefined || isE164(value)) return [entry];
  const normalized = normalizePhone?.(value);
  return normalized !== undefined && isE164(normalized) ? [{ ...entry, value: normalized }] : [];
}

function tooLong(maxLength: number): Limitation {
  return {
    code: "too_long",
    explanation: `An email address has at most ${MAX_EMAIL_LENGTH} characters (RFC 5321 §4.5.3.1.3); any other string at most ${maxLength}, which is this package's limit, because none is published.`,
    basis: "assumption",
    check: (user) =>
      stringsOf(user, "").flatMap(([path, value]): readonly Violation[] => {
        const limit = path === "userName" || path === "emails.value" ? MAX_EMAIL_LENGTH : maxLength;
        if (value.length <= limit) return [];
        return [{ code: "too_long", path, message: `${path} has ${value.length} characters, more than ${limit}` }];
      }),
  };
}

/** Every string in a value with its path; the elements of a list have the path of the list. */
function stringsOf(value: Json | undefined, path: string): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((element) => stringsOf(element, path));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => stringsOf(member, path === "" ? name : `${path}.${name}`));
}

/** Options of {@link userLimitations}. */
interface UserLimitationOptions {
  /** Supported attributes, as paths such as `name.givenName`. */
  readonly attributes: readonly string[];
  /** Whether other attributes are left out, or the write is rejected. */
  readonly otherAttributes: "drop" | "refuse";
  /** Which value wins when userName and work email contradict each other. */
  readonly mismatch: MismatchRule;
  /** Whether a user needs `name.formatted`. */
  readonly formattedName: "optional" | "required";
  /** Most characters of a string that is not an email address. */
  readonly maxLength: number;
}

/** The limitations of Proxyclick's users, in the order in which they are checked and repaired. */
export function userLimitations(options: UserLimitationOptions): readonly Limitation[] {
  return [
    unsupportedAttribute(UserType.tree, options.attributes, options.otherAttributes),
    multipleWorkEmails,
    usernameEmailMismatch(options.mismatch),
    missingWorkEmail,
    usernameNotEmail,
    missingName(options.formattedName),
    phoneNotE164,
    tooLong(options.maxLength),
  ];
}
