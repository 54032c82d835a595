/** Which phone numbers become E.164. */
import { describe, expect, it } from "vitest";
import { phoneNormalizer } from "../../../src/cli/job/normalize-phone.ts";

describe("phone numbers", () => {
  it.each([
    ["international form", "+32 (0)2 555 12 12", undefined, "+3225551212"],
    ["national form with a default country", "02 555 12 12", "BE", "+3225551212"],
    ["national form without a country", "02 555 12 12", undefined, undefined],
    ["an extension, which E.164 does not have", "+44 20 7946 0000 ext. 12", undefined, "+442079460000"],
    ["no phone number", "ask reception", "BE", undefined],
  ] as const)("%s", (_form, text, country, expected) => {
    expect(phoneNormalizer(country)(text)).toBe(expected);
  });
});
