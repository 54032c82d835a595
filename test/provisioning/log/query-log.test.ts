import { describe, expect, it } from "vitest";
import { type LogQuery, MemoryState, type ProvisioningLogEntry, queryLog } from "../../../src/provisioning/index.ts";
import { collect, entry } from "../../../src/testing/contracts/sample-records.ts";

const ada: ProvisioningLogEntry = {
  ...entry("ada"),
  sourceIdentity: { id: "0A-1", displayName: "Ada@contoso.com", identityType: "User", details: {} },
  targetIdentity: { id: "T-1", displayName: "Countess", identityType: "User", details: {} },
};
const ben: ProvisioningLogEntry = {
  ...entry("ben"),
  activityDateTime: "2026-03-02T00:00:00.000Z",
  provisioningAction: "other",
  provisioningStatusInfo: { status: "skipped", errorInformation: null },
  sourceIdentity: { id: "0b-2", displayName: "ben@contoso.com", identityType: "User", details: {} },
};

async function idsOf(query: LogQuery): Promise<readonly string[]> {
  const state = new MemoryState();
  for (const one of [ada, ben]) await state.commit({ entry: one });
  return (await collect(queryLog(state.entries(), query))).map(({ id }) => id);
}

describe("a query of the log", () => {
  it.each<[string, LogQuery, readonly string[]]>([
    ["everything", {}, ["ada", "ben"]],
    ["a source id", { user: "0a-1" }, ["ada"]],
    ["a source name", { user: "ADA@contoso.com" }, ["ada"]],
    ["a target id", { user: "t-1" }, ["ada"]],
    ["a target name", { user: "countess" }, ["ada"]],
    ["a part of a name", { user: "contoso" }, []],
    ["no name", { user: "" }, []],
    ["an action", { action: "other" }, ["ben"]],
    ["a cycle", { cycle: "cycle" }, ["ada", "ben"]],
    ["another cycle", { cycle: "Cycle" }, []],
    ["a status", { status: "success" }, ["ada"]],
    ["a time, inclusive", { from: "2026-03-02" }, ["ben"]],
    ["an end, exclusive", { to: "2026-03-02T00:00:00Z" }, ["ada"]],
    ["a time of another zone", { from: "2026-03-01T09:00:00+01:00", to: "2026-03-01T09:00:00.001+01:00" }, ["ada"]],
    ["all at once", { user: "ben@contoso.com", action: "other", status: "success" }, []],
  ])("finds by %s", async (_what, query, ids) => {
    expect(await idsOf(query)).toEqual(ids);
  });

  it.each(["yesterday", "", "2026", "2026-13-01", "03/01/2026", "2026-03-01T08:00"])(
    "rejects %j as a time",
    async (time) => {
      await expect(idsOf({ from: time })).rejects.toMatchObject({
        code: "invalid_log",
        message: expect.stringContaining('"from"'),
      });
      await expect(idsOf({ to: time })).rejects.toThrow('"to"');
    },
  );

  it("reads no further than its consumer", async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield ada;
      }
    }
    for await (const _ of queryLog(endless(), { user: "countess" })) break;
    expect(read).toBe(1);
  });
});
