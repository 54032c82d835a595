/** Warnings are printed once, and are bounded. */
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { collectWarnings } from "../../../src/cli/output/collect-warnings.ts";

function printed(warn: (tell: (message: string) => void) => void): readonly string[] {
  const warnings = collectWarnings();
  warn((message) => warnings.warn(message));
  let text = "";
  const output = new Writable({
    write(part, _encoding, done) {
      text += String(part);
      done();
    },
  });
  warnings.print(output);
  return text.split("\n").slice(0, -1);
}

describe("warnings of the client", () => {
  it("are printed once, one a line, without what a terminal would toAction on", () => {
    const lines = printed((tell) => {
      for (const message of ["left out\u001b[31m\nof User", "left out\u001b[31m\nof User", "other"]) tell(message);
    });
    expect(lines).toEqual(["warning: left out\\u001b[31m of User", "warning: other"]);
  });

  it("are kept up to a bound, however many accounts a service sends malformed", () => {
    const lines = printed((tell) => {
      for (let index = 0; index < 1_000; index += 1) tell(`left out of User ${index}`);
    });
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe("warning: 800 more warnings are not shown");
  });
});
