/** Which log entries serve as examples. */
import { describe, expect, it } from "vitest";
import { pickExamples } from "../../../src/cli/output/pick-examples.ts";
import { identity, logEntry } from "../../support/log-entries.ts";

describe("examples of log entries", () => {
  it("are the same whatever the order of the log, and the log gets every entry", async () => {
    const change = { displayName: "title", oldValue: "a", newValue: "b" };
    const small = logEntry({ id: "1", sourceIdentity: identity("u2") });
    const large = logEntry({ id: "2", modifiedProperties: [change] });
    const passed: string[] = [];
    const pick = async (entries: (typeof small)[]) => {
      const picker = pickExamples({
        lastEntryId: async () => undefined,
        append: async (list) => void passed.push(...list.map(({ id }) => id)),
      });
      for (const entry of entries) await picker.sink.append([entry]);
      return picker.examples.get("create")?.id;
    };
    expect([await pick([small, large]), await pick([large, small])]).toEqual(["2", "2"]);
    expect(passed).toEqual(["1", "2", "2", "1"]);
  });
});
