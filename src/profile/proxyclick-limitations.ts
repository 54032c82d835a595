/**
 * The limitations of Proxyclick's user provisioning as data: what a user must look like, how to see that it does not, and how to mend it where
 * that needs no guess. Client and emulator run the same list.
 *
 * Facts are the vendor's and Microsoft's published words; assumptions are this package's and say so.
 */
import type { Json, JsonObject } from "../models/attribute-tree.ts";
import { UserType } from "../models/index.ts";
import type { Limitation, RuleContext, Violation } from "./service-profile.ts";
import { unsupportedAttribute } from "./supported-attributes.ts";

const WORK_EMAIL = 'emails[type eq "work"].value';
/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, two of them brackets. */
const MAX_EMAIL_LENGTH = 254;
const E164 = /^\+[1-9][0-9]{1,14}$/;

/** Whether a text has the form of an international number by ITU-T E.164: `+`, then at most fifteen digits, the first not zero. */
export function isE164(text: string): boolean {
  return E164.test(text);
}

/** Whether a text has the form of an email address: one `@`, a local part, a domain with a dot inside, no blanks. */
export function isEmail(text: string): boolean {
  const at = text.indexOf("@");
  if (at < 1 || at !== text.lastIndexOf("@") || /[\s\p{Cc}]/u.test(text)) return false;
  const labels = text.slice(at + 1).split(".");
  return labels.length > 1 && labels.every((label) => label !== "");
}

/** Value of the first work email of a user. */
export function workEmail(user: JsonObject): string | undefined {
  return text(entries(user, "emails").find(isWork)?.["value"]);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entries(resource: JsonObject, name: string): readonly JsonObject[] {
  const value = resource[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isWork(entry: JsonObject): boolean {
  return text(entry["type"])?.toLowerCase() === "work";
}

function sameIgnoringCase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function withWorkEmail(user: JsonObject, value: string): JsonObject {
  const emails = entries(user, "emails");
  const own = emails.findIndex(isWork);
  const place = own >= 0 ? own : emails.findIndex((entry) => entry["type"] === undefined && entry["value"] === value);
  if (place >= 0) {
    return {
      ...user,
      emails: emails.map((entry, index) => (index === place ? { ...entry, value, type: "work" } : entry)),
    };
  }
  const primary = emails.some((entry) => entry["primary"] === true) ? {} : { primary: true };
  return { ...user, emails: [...emails, { value, type: "work", ...primary }] };
}

const multipleWorkEmails: Limitation = {
  code: "multiple_work_emails",
  explanation:
    "A Proxyclick user has one work email. Of several, the primary one is kept, else the one equal to userName, else the first.",
  basis: "assumption",
  check(user) {
    if (entries(user, "emails").filter(isWork).length < 2) return [];
    return [{ code: "multiple_work_emails", path: WORK_EMAIL, message: "more than one email has the type work" }];
  },
  repair(user) {
    const emails = entries(user, "emails");
    const work = emails.filter(isWork);
    if (work.length < 2) return user;
    const kept =
      work.find((entry) => entry["primary"] === true) ??
      work.find((entry) => entry["value"] === user["userName"]) ??
      work[0];
    return { ...user, emails: emails.filter((entry) => !isWork(entry) || entry === kept) };
  },
};

/** Which value counts when userName and work email contradict each other. */
export type MismatchRule = "refuse" | "userName" | "email";

function usernameEmailMismatch(rule: MismatchRule): Limitation {
  return {
    code: "username_email_mismatch",
    explanation:
      "userName and the work email of a Proxyclick user are one value: a change of either changes the other. Two different values contradict each other.",
    basis: "fact",
    check(user) {
      const userName = text(user["userName"]);
      const email = workEmail(user);
      if (userName === undefined || email === undefined || sameIgnoringCase(userName, email)) return [];
      return [
        {
          code: "username_email_mismatch",
          path: WORK_EMAIL,
          message: "userName and the work email have different values",
        },
      ];
    },
    repair(user, { before }) {
      const userName = text(user["userName"]);
      const email = workEmail(user);
      if (email === undefined || userName === email) return user;
      if (userName === undefined) return { ...user, userName: email };
      if (before === undefined) return resolveContradiction(user, userName, email, rule);
      const userNameChanged = userName !== text(before["userName"]);
      const emailChanged = email !== workEmail(before);
      if (userNameChanged === emailChanged) return resolveContradiction(user, userName, email, rule);
      return userNameChanged ? withWorkEmail(user, userName) : { ...user, userName: email };
    },
  };
}

/** Where a change does not tell which of two values is meant, only a rule can. Texts that differ in case alone are one value, and stay. */
function resolveContradiction(user: JsonObject, userName: string, email: string, rule: MismatchRule): JsonObject {
  if (rule === "refuse" || sameIgnoringCase(userName, email)) return user;
  return rule === "userName" ? withWorkEmail(user, userName) : { ...user, userName: email };
}

const missingWorkEmail: Limitation = {
  code: "missing_work_email",
  explanation:
    "A Proxyclick user needs a work email. Where it is missing, it is filled from userName, which has the same value.",
  basis: "fact",
  check(user) {
    if (workEmail(user) !== undefined) return [];
    return [
      { code: "missing_work_email", path: WORK_EMAIL, message: "there is no email with the type work and a value" },
    ];
  },
  repair(user) {
    const userName = text(user["userName"]);
    return userName === undefined || workEmail(user) !== undefined ? user : withWorkEmail(user, userName);
  },
};

const usernameNotEmail: Limitation = {
  code: "username_not_email",
  explanation: "The userName of a Proxyclick user is the email address by which the person logs in.",
  basis: "fact",
  check(user) {
    const userName = text(user["userName"]);
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
        .filter((part) => !isObject(name) || (text(name[part])?.trim() ?? "") === "")
        .map((part) => ({ code: "missing_name", path: `name.${part}`, message: `name.${part} is missing or empty` }));
    },
  };
}

const phoneNotE164: Limitation = {
  code: "phone_not_e164",
  explanation:
    "Phone numbers have the E.164 form, such as +3225551234. Others are brought to it where a phone library was given, and left out where not: a bad number never stops a person.",
  basis: "fact",
  check(user) {
    return entries(user, "phoneNumbers")
      .filter((entry) => text(entry["value"]) !== undefined && !isE164(text(entry["value"]) ?? ""))
      .map((entry) => ({
        code: "phone_not_e164",
        path: phonePath(entry),
        message: "the phone number is not in E.164 form",
      }));
  },
  repair(user, context) {
    if (phoneNotE164.check(user, context).length === 0) return user;
    const kept = entries(user, "phoneNumbers").flatMap((entry) => repairedPhone(entry, context));
    const { phoneNumbers: _dropped, ...rest } = user;
    return kept.length === 0 ? rest : { ...rest, phoneNumbers: kept };
  },
};

function phonePath(entry: JsonObject): string {
  const type = text(entry["type"]);
  return type === undefined ? "phoneNumbers.value" : `phoneNumbers[type eq ${JSON.stringify(type)}].value`;
}

function repairedPhone(entry: JsonObject, { normalizePhone }: RuleContext): readonly JsonObject[] {
  const value = text(entry["value"]);
  if (value === undefined || isE164(value)) return [entry];
  const normalized = normalizePhone?.(value);
  return normalized !== undefined && isE164(normalized) ? [{ ...entry, value: normalized }] : [];
}

function tooLong(maxLength: number): Limitation {
  return {
    code: "too_long",
    explanation: `An email address has at most ${MAX_EMAIL_LENGTH} characters (RFC 5321 §4.5.3.1.3); any other text at most ${maxLength}, which is this package's bound, as none is published.`,
    basis: "assumption",
    check: (user) =>
      texts(user, "").flatMap(([path, value]): readonly Violation[] => {
        const limit = path === "userName" || path === "emails.value" ? MAX_EMAIL_LENGTH : maxLength;
        if (value.length <= limit) return [];
        return [{ code: "too_long", path, message: `${path} has ${value.length} characters, more than ${limit}` }];
      }),
  };
}

/** Every text of a value with its path; the elements of a list have the path of the list. */
function texts(value: Json | undefined, path: string): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((element) => texts(element, path));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => texts(part, path === "" ? name : `${path}.${name}`));
}

/** What {@link userLimitations} needs to know. */
export interface UserLimitationOptions {
  /** Attributes that the service keeps, as paths such as `name.givenName`; everything else is left out. */
  readonly attributes: readonly string[];
  /** What happens to everything else. */
  readonly otherAttributes: "drop" | "refuse";
  /** Which value counts when userName and work email contradict each other. */
  readonly mismatch: MismatchRule;
  /** Whether a user needs `name.formatted`. */
  readonly formattedName: "optional" | "required";
  /** Most characters of a text that is not an email address. */
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
