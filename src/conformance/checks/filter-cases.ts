/** The cases of the filter checks (RFC 7644 §3.4.2.2): filters and the sample users that they match. */
import { USER_SCHEMA } from "../../urns.ts";
import { stringOf } from "../service/exchange.ts";
import {
  externalIdOf,
  SAMPLE_USER_NAMES,
  type SampleUserName,
  type SampleUsers,
  titleOf,
} from "../service/sample-users.ts";
import type { CheckDescription } from "./check.ts";

/** Values of a run from which the cases build their filters. */
export interface FilterContext {
  readonly users: SampleUsers;
  /** A filter that matches the sample users only. */
  readonly all: string;
  /** A title of this run in quotes. */
  readonly title: (name: string) => string;
  /** A phone number of this run in quotes. */
  readonly phone: (ending: "01" | "02" | "03") => string;
  readonly runId: string;
}

/** A filter and the sample users that it must match. */
export interface FilterCase {
  readonly id: string;
  readonly section?: string;
  readonly level?: CheckDescription["level"];
  readonly requirement: string;
  readonly filter: (context: FilterContext) => string;
  readonly finds: readonly SampleUserName[];
}

/** Filters on single-valued attributes, and combinations of filters. */
export const FILTER_CASES: readonly FilterCase[] = [
  {
    id: "eq",
    requirement: "eq matches equal values.",
    filter: ({ title }) => `title eq ${title("Alpha")}`,
    finds: ["ada"],
  },
  {
    id: "ne",
    requirement: "ne matches other values.",
    filter: ({ all, title }) => `${all} and title pr and title ne ${title("Alpha")}`,
    finds: ["bob", "cyd", "eve"],
  },
  { id: "co", requirement: "co matches substrings.", filter: ({ all }) => `${all} and title co "lph"`, finds: ["ada"] },
  { id: "sw", requirement: "sw matches prefixes.", filter: ({ runId }) => `title sw "${runId} D"`, finds: ["eve"] },
  { id: "ew", requirement: "ew matches suffixes.", filter: ({ all }) => `${all} and title ew "eta"`, finds: ["bob"] },
  {
    id: "pr",
    requirement: "pr matches resources that have a value.",
    filter: ({ all }) => `${all} and title pr`,
    finds: ["ada", "bob", "cyd", "eve"],
  },
  {
    id: "gt",
    requirement: "gt compares strings in lexical order.",
    filter: ({ all, title }) => `${all} and title gt ${title("Delta")}`,
    finds: ["cyd"],
  },
  {
    id: "ge",
    requirement: "ge also matches equal values.",
    filter: ({ all, title }) => `${all} and title ge ${title("Delta")}`,
    finds: ["cyd", "eve"],
  },
  {
    id: "lt",
    requirement: "lt compares strings in lexical order.",
    filter: ({ all, title }) => `${all} and title lt ${title("Beta")}`,
    finds: ["ada"],
  },
  {
    id: "le",
    requirement: "le also matches equal values.",
    filter: ({ all, title }) => `${all} and title le ${title("Beta")}`,
    finds: ["ada", "bob"],
  },
  {
    id: "boolean",
    requirement: "Booleans compare with true and false.",
    filter: ({ all }) => `${all} and active eq false`,
    finds: ["bob"],
  },
  {
    id: "boolean-ne",
    requirement: "ne works on booleans.",
    filter: ({ all }) => `${all} and active ne true`,
    finds: ["bob"],
  },
  {
    id: "case-inexact",
    section: "RFC 7643 §2.2",
    requirement: "An attribute that is not caseExact is compared regardless of case.",
    filter: ({ title }) => `title eq ${title("BETA")}`,
    finds: ["bob"],
  },
  {
    id: "case-user-name",
    section: "RFC 7643 §4.1.1",
    requirement: "userName is compared regardless of case.",
    filter: ({ users }) => `userName eq "${stringOf(users.ada.body["userName"]).toUpperCase()}"`,
    finds: ["ada"],
  },
  {
    id: "external-id",
    section: "RFC 7643 §3.1",
    requirement: "externalId can be used in a filter.",
    filter: ({ runId }) => `externalId eq "${externalIdOf(runId, "ada")}"`,
    finds: ["ada"],
  },
  {
    id: "case-exact",
    section: "RFC 7643 §3.1",
    requirement: "externalId is caseExact.",
    filter: ({ runId }) => `externalId eq "${externalIdOf(runId, "ada").toLowerCase()}"`,
    finds: [],
  },
  {
    id: "id",
    section: "RFC 7643 §3.1",
    requirement: "id can be used in a filter.",
    filter: ({ users }) => `id eq "${users.eve.id}"`,
    finds: ["eve"],
  },
  {
    id: "attribute-case",
    section: "RFC 7643 §2.1",
    requirement: "Attribute names are case-insensitive.",
    filter: ({ title }) => `TITLE eq ${title("Alpha")}`,
    finds: ["ada"],
  },
  {
    id: "operator-case",
    requirement: "Operators are case-insensitive.",
    filter: ({ title }) => `title EQ ${title("Alpha")} OR title Eq ${title("Delta")}`,
    finds: ["ada", "eve"],
  },
  {
    id: "and",
    requirement: "and matches when both sides match.",
    filter: ({ all, title }) => `${all} and title eq ${title("beta")} and active eq true`,
    finds: [],
  },
  {
    id: "or",
    requirement: "or matches when either side matches.",
    filter: ({ title }) => `title eq ${title("Alpha")} or title eq ${title("beta")}`,
    finds: ["ada", "bob"],
  },
  {
    id: "precedence",
    requirement: "and binds tighter than or.",
    filter: ({ title }) => `title eq ${title("beta")} or title eq ${title("Alpha")} and active eq true`,
    finds: ["ada", "bob"],
  },
  {
    id: "grouping",
    requirement: "Parentheses are evaluated first.",
    filter: ({ title }) => `(title eq ${title("beta")} or title eq ${title("Alpha")}) and active eq true`,
    finds: ["ada"],
  },
  {
    id: "grouping-nested",
    requirement: "Parentheses may be nested.",
    filter: ({ title }) => `((title eq ${title("beta")} or (title eq ${title("Alpha")})) and (active eq true))`,
    finds: ["ada"],
  },
  {
    id: "not",
    requirement: "not matches what the expression does not.",
    filter: ({ all, title }) => `${all} and not (title eq ${title("Alpha")})`,
    finds: ["bob", "cyd", "dan", "eve"],
  },
  {
    id: "not-group",
    requirement: "not applies to the whole expression in its parentheses.",
    filter: ({ all, title }) => `${all} and not (title eq ${title("Alpha")} and active eq false)`,
    finds: SAMPLE_USER_NAMES,
  },
  {
    id: "not-or",
    requirement: "not of an or matches when neither side matches.",
    filter: ({ all, title }) => `${all} and not (title eq ${title("Alpha")} or active eq false)`,
    finds: ["cyd", "dan", "eve"],
  },
  {
    id: "missing",
    requirement: "An attribute without a value matches no comparison.",
    filter: ({ all }) => `${all} and title eq ""`,
    finds: [],
  },
  {
    id: "escapes",
    section: "RFC 7644 §3.4.2.2",
    requirement: "JSON escapes in a value are decoded.",
    filter: ({ runId }) => `title eq ${JSON.stringify(titleOf(runId, 'Gamma "q" \\ é')).replace("é", "\\u00e9")}`,
    finds: ["cyd"],
  },
  {
    id: "complex",
    requirement: "A dot selects a sub-attribute.",
    filter: ({ all }) => `${all} and name.familyName eq "Conformance"`,
    finds: SAMPLE_USER_NAMES,
  },
  {
    id: "urn",
    section: "RFC 7644 §3.10",
    requirement: "An attribute name may be prefixed by the URN of its schema.",
    filter: ({ title }) => `${USER_SCHEMA}:title eq ${title("Alpha")}`,
    finds: ["ada"],
  },
  {
    id: "urn-dots",
    section: "RFC 7644 §3.10",
    requirement: "A dot within a URN is part of the URN.",
    filter: ({ all }) => `${all} and ${USER_SCHEMA}:name.familyName sw "Conf"`,
    finds: SAMPLE_USER_NAMES,
  },
  {
    id: "schemas",
    section: "RFC 7643 §3.1",
    requirement: "schemas can be used in a filter.",
    level: "should",
    filter: ({ all }) => `${all} and schemas eq "${USER_SCHEMA}"`,
    finds: SAMPLE_USER_NAMES,
  },
];

/** Filters on multi-valued attributes. */
export const VALUE_FILTER_CASES: readonly FilterCase[] = [
  {
    id: "multi",
    requirement: "A multi-valued attribute matches when one of its values does.",
    filter: ({ phone }) => `phoneNumbers.value eq ${phone("01")}`,
    finds: ["ada", "eve"],
  },
  {
    id: "multi-bare",
    requirement: "A multi-valued complex attribute without a sub-attribute compares its value.",
    filter: ({ phone }) => `phoneNumbers eq ${phone("01")}`,
    finds: ["ada", "eve"],
  },
  {
    id: "multi-bare-co",
    requirement: "co on a multi-valued complex attribute compares its value.",
    filter: ({ phone, all }) => `${all} and phoneNumbers co ${phone("03").replace("+", "")}`,
    finds: ["bob"],
  },
  {
    id: "multi-pr",
    requirement: "pr on a multi-valued attribute matches when it has an element.",
    filter: ({ all }) => `${all} and phoneNumbers pr`,
    finds: ["ada", "bob", "eve"],
  },
  {
    id: "value-path",
    requirement: "A value path matches when one element matches.",
    filter: ({ all }) => `${all} and phoneNumbers[type eq "home"]`,
    finds: ["eve"],
  },
  {
    id: "value-path-one",
    requirement: "The conditions of a value path apply to the same element.",
    filter: ({ phone }) => `phoneNumbers[type eq "work" and value eq ${phone("02")}]`,
    finds: ["bob"],
  },
  {
    id: "value-path-or",
    requirement: "A value path may contain or.",
    filter: ({ phone }) => `phoneNumbers[value eq ${phone("01")} and (type eq "home" or type eq "pager")]`,
    finds: ["eve"],
  },
  {
    id: "value-path-not",
    requirement: "A value path may contain not.",
    filter: ({ phone }) => `phoneNumbers[value eq ${phone("01")} and not (type eq "work")]`,
    finds: ["eve"],
  },
  {
    id: "value-path-and",
    requirement: "A value path can be combined with other expressions.",
    filter: ({ all }) => `${all} and phoneNumbers[type eq "work"] and active eq true`,
    finds: ["ada"],
  },
  {
    id: "value-path-case",
    section: "RFC 7643 §2.4",
    requirement: "type is compared regardless of case.",
    filter: ({ all }) => `${all} and phoneNumbers[TYPE eq "HOME"]`,
    finds: ["eve"],
  },
  {
    id: "multi-sub",
    requirement: "Conditions outside a value path may match different elements.",
    filter: ({ all, phone }) => `${all} and phoneNumbers.type eq "work" and phoneNumbers.value eq ${phone("02")}`,
    finds: ["ada", "bob"],
  },
];
