/** The guide to the functions that test and choose. */

import { IGNORE_ATTRIBUTE_FLOW } from "../evaluation/values.ts";
import type { logicFunctions } from "../functions/logic.ts";
import { type GuideEntry, optional, repeating, required } from "./function-guide.ts";

const tested = () => [required("expression", "The value to test.")];

export const logicGuide = () =>
  ({
    IsNull: {
      summary: "Whether a value is absent.",
      parameters: tested(),
      example: { expression: "IsNull([displayName])", attributes: { displayName: "" }, result: false },
    },
    IsNothing: {
      summary: "Whether a value is absent.",
      parameters: tested(),
      example: { expression: "IsNothing([displayName])", result: true },
      origin: "older schemas",
    },
    IsNullOrEmpty: {
      summary: "Whether a value is absent or empty.",
      parameters: tested(),
      example: { expression: "IsNullOrEmpty([displayName])", attributes: { displayName: "" }, result: true },
    },
    IsPresent: {
      summary: "Whether a value is neither absent nor empty.",
      parameters: tested(),
      example: { expression: "IsPresent([displayName])", attributes: { displayName: "Ada" }, result: true },
    },
    IsString: {
      summary: "Whether a value is a string or can be converted to one.",
      parameters: tested(),
      example: { expression: "IsString([displayName])", attributes: { displayName: "Ada" }, result: true },
    },
    Not: {
      summary: "Returns false for `True`, and true for everything else.",
      parameters: [required("source", "`True` or `False`.")],
      example: { expression: "Not([IsSoftDeleted])", attributes: { IsSoftDeleted: "False" }, result: true },
    },
    CBool: {
      summary: "Whether a value is a number other than zero, or true.",
      parameters: [required("expression", "A value or comparison.")],
      example: {
        expression: "CBool([city] = [officeLocation])",
        attributes: { city: "Ghent", officeLocation: "Ghent" },
        result: true,
      },
    },
    IgnoreFlowIfNullOrEmpty: {
      summary: "Returns the value; without one, the target attribute stays unchanged.",
      parameters: [required("expression", "The value.")],
      example: { expression: "IgnoreFlowIfNullOrEmpty([department])", result: IGNORE_ATTRIBUTE_FLOW },
    },
    IIF: {
      summary: "Returns one of two values. Only the chosen one is evaluated.",
      parameters: [
        required("condition", "A value, or a comparison with =, <>, >, >=, < or <=."),
        required("valueIfTrue", "The result if the condition is true."),
        required("valueIfFalse", "The result if it is false."),
      ],
      example: {
        expression: 'IIF([country] = "BE", "Belgium", "Abroad")',
        attributes: { country: "BE" },
        result: "Belgium",
      },
    },
    Switch: {
      summary:
        'Returns the value of the key that equals the source, case-sensitively. The key `""` matches a source without a value.',
      parameters: [
        required("source", "The value to compare."),
        optional("defaultValue", "The result if no key equals the source; default: no value."),
        repeating("key, value", "Pairs of a key and its result."),
      ],
      example: {
        expression: 'Switch([state], "Unknown", "WA", "Washington", "OR", "Oregon")',
        attributes: { state: "OR" },
        result: "Oregon",
      },
    },
    Coalesce: {
      summary: "Returns the first argument that has a value.",
      parameters: [
        repeating("source", "A value."),
        optional("defaultValue", "The result if none has a value; may be empty."),
      ],
      example: {
        expression: "Coalesce([mail], [userPrincipalName])",
        attributes: { userPrincipalName: "ada@contoso.com" },
        result: "ada@contoso.com",
      },
    },
  }) satisfies Record<keyof typeof logicFunctions, GuideEntry>;
