/** The provisioning log and the directory audits of the emulator of Microsoft Graph. */
import { describe, expect, it } from "vitest";
import { createGraphEmulator, createTestClock, type GraphEmulatorOptions } from "../../../src/testing/index.ts";
import { createJob, PERMISSIONS } from "./application-calls.ts";
import { call, failure, items, message } from "./graph-calls.ts";

const START = Date.parse("2026-01-01T00:00:00Z");

function record(number: number): Readonly<Record<string, unknown>> {
  return {
    id: `r${number}`,
    activityDateTime: new Date(START + number * 1_000).toISOString(),
    jobId: number % 2 === 0 ? "scim.even" : "scim.odd",
    provisioningAction: "create",
    provisioningStatusInfo: { status: "success" },
    servicePrincipal: { id: "SP", displayName: "Visitors" },
  };
}

/** An emulator with a log of some records, at a time when all of them could be visible. */
function withLog(count: number, options: GraphEmulatorOptions = {}) {
  const clock = createTestClock(new Date(START));
  const graph = createGraphEmulator({ permissions: PERMISSIONS, now: clock.now, ...options });
  for (let number = 0; number < count; number += 1) graph.applications.addLogRecord(record(number));
  const read = (query: string) => {
    clock.advance(10_000);
    return call(graph, query.startsWith("https:") ? query : `/auditLogs/provisioning${query}`);
  };
  return { clock, graph, read };
}

describe("auditLogs/provisioning", () => {
  it.each([
    ["jobId eq 'scim.odd'", ["r3", "r1"]],
    ["jobId eq 'SCIM.odd'", []],
    ["contains(jobId, 'odd')", ["r3", "r1"]],
    ["contains(tolower(servicePrincipal/id), 'sp') and jobId eq 'scim.even'", ["r2", "r0"]],
    ["activityDateTime gt 2026-01-01T00:00:01Z and activityDateTime lt 2026-01-01T00:00:03Z", ["r2"]],
  ])("is filtered by %s", async (filter, ids) => {
    const { read } = withLog(4);
    expect(items(await read(`?$filter=${encodeURIComponent(filter)}`)).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    "activityDateTime gt '2026-01-01T00:00:01Z'",
    "activityDateTime ge 2026-01-01T00:00:01Z",
    "provisioningStatusInfo/status eq 'success'",
    "startswith(jobId, 'scim')",
    "jobId eq 'a' or jobId eq 'b'",
    "not (jobId eq 'a')",
  ])("refuses the filter %s", async (filter) => {
    const { read } = withLog(1);
    expect((await read(`?$filter=${encodeURIComponent(filter)}`)).status).toBe(400);
  });

  it.each(["?$skip=1", "?$search=x", "?$orderby=id", "?$top=1001", "?$select=id"])("refuses %s", async (query) => {
    const { read } = withLog(1);
    expect((await read(query)).status).toBe(400);
  });

  it("is ordered by time, the newest first unless asked otherwise", async () => {
    const { read } = withLog(3);
    expect(items(await read("")).map(({ id }) => id)).toEqual(["r2", "r1", "r0"]);
    const ascending = await read("?$orderby=activityDateTime%20asc");
    expect(items(ascending).map(({ id }) => id)).toEqual(["r0", "r1", "r2"]);
  });

  it("is paged only when $top is given", async () => {
    const { read } = withLog(3);
    expect((await read("")).body).not.toHaveProperty("@odata.nextLink");
    const first = await read("?$top=2&$orderby=activityDateTime%20asc");
    const next = String(first.body["@odata.nextLink"]);
    const second = await read(next);
    expect([first, second].map((page) => items(page).map(({ id }) => id))).toEqual([["r0", "r1"], ["r2"]]);
    expect(second.body).not.toHaveProperty("@odata.nextLink");
    expect((await read(next.replace("asc", "desc"))).status).toBe(400);
    expect((await read(`${next}x`)).status).toBe(400);
  });

  it("shows records late and out of order", async () => {
    const { read } = withLog(3, { logDelay: (number) => (number === 1 ? 15_000 : 0) });
    expect(items(await read("")).map(({ id }) => id)).toEqual(["r2", "r0"]);
    expect(items(await read("")).map(({ id }) => id)).toEqual(["r2", "r1", "r0"]);
  });

  it("can break off in the middle of a page, once", async () => {
    const { graph, read } = withLog(2);
    graph.applications.breakLogPage();
    await expect(read("")).rejects.toThrow(SyntaxError);
    expect(items(await read(""))).toHaveLength(2);
  });

  it("can refuse a token that is valid, once", async () => {
    const { graph, read } = withLog(2);
    const next = String((await read("?$top=1")).body["@odata.nextLink"]);
    graph.applications.refuseSkipToken();
    expect(message(await read(next))).toBe("Invalid skip token");
    expect(items(await read(next))).toHaveLength(1);
  });

  it("has a limit of five requests in ten seconds, together with the audits", async () => {
    const { graph } = withLog(1);
    const paths = ["/auditLogs/provisioning", "/auditLogs/directoryAudits"];
    const statuses = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await call(graph, paths[count % 2] ?? "")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it.each([
    ["ProvisioningLog.Read.All", 200],
    ["AuditLog.Read.All", 200],
    ["Directory.Read.All", 403],
  ])("with the permission %s answers %i", async (permission, status) => {
    const { graph } = withLog(1);
    const token = graph.issueToken({ permissions: [permission] });
    const answer = await call(graph, "/auditLogs/provisioning", { token });
    expect(answer.status).toBe(status);
    if (status === 403) expect(failure(answer)).toBe("403 Authorization_RequestDenied");
  });
});

describe("auditLogs/directoryAudits", () => {
  it("has what an administrator did to a job", async () => {
    const { graph, call: send, job } = await createJob();
    await send("POST", `${job}/start`);
    await send("POST", `${job}/pause`);
    const filter = encodeURIComponent("category eq 'ProvisioningManagement'");
    const path = `/auditLogs/directoryAudits?$filter=${filter}&$orderby=activityDateTime%20asc`;
    const found = items(await call(graph, path)).map(({ activityDisplayName }) => activityDisplayName);
    expect(found.sort()).toEqual([
      "Add provisioning configuration",
      "Disable/pause provisioning configuration",
      "Enable/start provisioning configuration",
      "Update provisioning setting or credentials",
    ]);
  });

  it("refuses a filter on a property that it does not document", async () => {
    const { graph } = await createJob();
    const filter = encodeURIComponent("operationType eq 'Update'");
    expect((await call(graph, `/auditLogs/directoryAudits?$filter=${filter}`)).status).toBe(400);
  });
});
