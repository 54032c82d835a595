/** RFC 7644 §3.4.2.2: filters on attributes with several values. */
import type { FilterCase } from "./filter-case.ts";

/** The cases. */
export const VALUE_FILTER_CASES: readonly FilterCase[] = [
  {
    id: "multi",
    requirement: "Of several values, one that matches is enough.",
    filter: ({ phone }) => `phoneNumbers.value eq ${phone("01")}`,
    finds: ["ada", "eve"],
  },
  {
    id: "multi-bare",
    requirement: "A multi-valued complex attribute alone means its value.",
    filter: ({ phone }) => `phoneNumbers eq ${phone("01")}`,
    finds: ["ada", "eve"],
  },
  {
    id: "multi-bare-co",
    requirement: "co on a multi-valued complex attribute means its value.",
    filter: ({ phone, all }) => `${all} and phoneNumbers co ${phone("03").replace("+", "")}`,
    finds: ["bob"],
  },
  {
    id: "multi-pr",
    requirement: "pr on a multi-valued attribute finds what has an element.",
    filter: ({ all }) => `${all} and phoneNumbers pr`,
    finds: ["ada", "bob", "eve"],
  },
  {
    id: "value-path",
    requirement: "A value path finds what has an element that matches.",
    filter: ({ all }) => `${all} and phoneNumbers[type eq "home"]`,
    finds: ["eve"],
  },
  {
    id: "value-path-one",
    requirement: "The conditions of a value path hold for one element.",
    filter: ({ phone }) => `phoneNumbers[type eq "work" and value eq ${phone("02")}]`,
    finds: ["bob"],
  },
  {
    id: "value-path-or",
    requirement: "A value path may hold an or.",
    filter: ({ phone }) => `phoneNumbers[value eq ${phone("01")} and (type eq "home" or type eq "pager")]`,
    finds: ["eve"],
  },
  {
    id: "value-path-not",
    requirement: "A value path may hold a not.",
    filter: ({ phone }) => `phoneNumbers[value eq ${phone("01")} and not (type eq "work")]`,
    finds: ["eve"],
  },
  {
    id: "value-path-and",
    requirement: "A value path goes with other expressions.",
    filter: ({ all }) => `${all} and phoneNumbers[type eq "work"] and active eq true`,
    finds: ["ada"],
  },
  {
    id: "value-path-case",
    section: "RFC 7643 §2.4",
    requirement: "type compares without regard to case.",
    filter: ({ all }) => `${all} and phoneNumbers[TYPE eq "HOME"]`,
    finds: ["eve"],
  },
  {
    id: "multi-sub",
    requirement: "Conditions outside a value path may hold for different elements.",
    filter: ({ all, phone }) => `${all} and phoneNumbers.type eq "work" and phoneNumbers.value eq ${phone("02")}`,
    finds: ["ada", "bob"],
  },
];
