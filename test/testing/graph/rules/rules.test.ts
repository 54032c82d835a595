/** The rules of the emulator of Microsoft Graph, each with the documentation behind it. */
import { describe, expect, it } from "vitest";
import { DELTA_RULES } from "./delta-rules.ts";
import { DIRECTORY_RULES } from "./directory-rules.ts";
import { SERVICE_RULES } from "./service-rules.ts";
import { SIGN_IN_RULES } from "./sign-in-rules.ts";

/** All rules of the emulator, by their subject. */
const graphEmulatorRules = {
  "sign-in": SIGN_IN_RULES,
  "delta queries": DELTA_RULES,
  directory: DIRECTORY_RULES,
  service: SERVICE_RULES,
};

describe.each(Object.entries(graphEmulatorRules))("the emulator of Microsoft Graph, %s", (_subject, rules) => {
  it.each(rules)("$rule", async ({ check, source }) => {
    expect(source).not.toBe("");
    await check();
  });
});
