/** Which values `--assume` accepts and rejects. */
import { describe, expect, it } from "vitest";
import { collectAssumption } from "../../../src/cli/options/assumptions.ts";

describe("--assume", () => {
  it.each([
    ["midBeyondEnd=empty", { midBeyondEnd: "empty" }],
    ["splitTrims=false", { splitTrims: false }],
    ["coalesceSkipsEmpty=true", { coalesceSkipsEmpty: true }],
    ["replaceByAttribute=whenPresent", { replaceByAttribute: "whenPresent" }],
    ["severalRoles=first", { severalRoles: "first" }],
    ["apostropheEndsWord=true", { apostropheEndsWord: true }],
    [" comparesCase = false ", { comparesCase: false }],
    ["lastTwoDigitYear=2029", { lastTwoDigitYear: 2029 }],
  ])("reads %s", (value, assumed) => {
    expect(collectAssumption(value, undefined)).toEqual(assumed);
    expect(collectAssumption(value, { midBeyondEnd: "source" })).toEqual({ midBeyondEnd: "source", ...assumed });
  });

  it.each([
    ["empty", "Expected NAME=VALUE"],
    ["midBeyondEnd", "Expected NAME=VALUE"],
    ["midbeyondend=empty", "did you mean midBeyondEnd?"],
    ["toString=1", "There is no assumption toString"],
    ["midBeyondEnd=null", 'expected one of "source"|"empty"'],
    ["splitTrims=yes", 'expected one of "true"|"false"'],
    ["lastTwoDigitYear=1999", 'expected one of "2029"|"2049"'],
    ["splitTrims=", 'expected one of "true"|"false"'],
  ])("rejects %s", (value, message) => {
    expect(() => collectAssumption(value, undefined)).toThrow(message);
  });
});
