/** Which values options accept and reject. */
import { describe, expect, it } from "vitest";
import {
  parseBasePath,
  parseCountry,
  parseDate,
  parseDuration,
  parseInteger,
  parseThreshold,
} from "../../../src/cli/options/option-values.ts";

describe("values of options", () => {
  it.each<[string, (text: string) => unknown, string, unknown]>([
    ["a duration in minutes", parseDuration, "40m", 2_400_000],
    ["a duration in seconds", parseDuration, "1s", 1_000],
    ["a threshold", parseThreshold, "25", 25],
    ["no threshold", parseThreshold, "off", "off"],
    ["a threshold of nothing", parseThreshold, "0", 0],
    ["a whole number", parseInteger(0, 10), "10", 10],
    ["a country in small letters", parseCountry, "be", "BE"],
    ["a base path with a slash at the end", parseBasePath, "/scim/v2/", "/scim/v2"],
    ["the root as base path", parseBasePath, "/", ""],
    ["an instant", parseDate, "2026-03-01T09:00:00+01:00", new Date("2026-03-01T08:00:00Z")],
  ])("reads %s", (_what, read, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each<[string, (text: string) => unknown, string]>([
    ["a duration without unit", parseDuration, "40"],
    ["a duration of nothing", parseDuration, "0m"],
    ["a duration beyond the timers of the platform", parseDuration, "25d"],
    ["a duration below zero", parseDuration, "-1m"],
    ["a threshold below zero", parseThreshold, "-1"],
    ["a number with a fraction", parseInteger(0, 10), "1.5"],
    ["a number above the bound", parseInteger(0, 65_535), "65536"],
    ["a country that is none", parseCountry, "XX"],
    ["a country by name", parseCountry, "toString"],
    ["a base path without slash", parseBasePath, "scim"],
    ["a base path with a query", parseBasePath, "/scim?x"],
    ["a date in another form", parseDate, "1 March 2026"],
    ["a date that is none", parseDate, "2026-13-01"],
  ])("refuses %s", (_what, read, text) => {
    expect(() => read(text)).toThrow(/^Expected/);
  });
});
