/** Entra's provisioning log in the form of the engine's. */
import { describe, expect, it } from "vitest";
import { entraApplication, GraphClient } from "../../../src/entra/index.ts";
import type { ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { configuredApplication, readIds } from "./emulated-application.ts";

const START = Date.parse("2026-01-01T00:00:00Z");

/** An application with a log of a number of records, one a second. */
async function withLog(count: number, logDelay?: (number: number) => number) {
  const emulated = await configuredApplication({ logDelay });
  const { graph } = emulated;
  const add = (number: number) =>
    graph.applications.addLogRecord({
      id: `r${number}`,
      activityDateTime: new Date(START + number * 1_000).toISOString(),
      jobId: "proxyclick.job",
      provisioningAction: "create",
      provisioningStatusInfo: { status: "success" },
      servicePrincipal: { id: graph.servicePrincipalId, displayName: "Proxyclick" },
    });
  for (let number = 0; number < count; number += 1) add(number);
  return { ...emulated, add };
}

describe("the provisioning log", () => {
  it("has the entries of real cycles in the engine's form", async () => {
    const { application, graph, job } = await configuredApplication({ runCycles: true });
    await application.start();
    graph.assignments.add("11111111-1111-4111-8111-000000000001");
    await job.runCycle();
    const entries: ProvisioningLogEntry[] = [];
    for await (const entry of application.logs()) entries.push(entry);
    expect(entries.find(({ provisioningAction }) => provisioningAction === "create")).toMatchObject({
      jobId: job.id,
      provisioningStatusInfo: { status: "success" },
      servicePrincipal: { id: graph.servicePrincipalId },
      initiatedBy: { displayName: "Azure AD Provisioning Service" },
    });
  });

  it("is read oldest first, page by page, within the limit of requests", async () => {
    const { application, graph, waits } = await withLog(24);
    const ids = Array.from({ length: 24 }, (_, number) => `r${number}`);
    expect(await readIds(application, { pageSize: 2 })).toEqual(ids);
    expect(waits).toEqual([10_000, 10_000]);
    expect(graph.journal.entries().filter(({ status }) => status === 429)).toEqual([]);
  });

  it("goes on from a cursor, with records that became visible late, and without those that were read", async () => {
    const { application, clock, add } = await withLog(4, (number) => (number === 1 ? 60_000 : 0));
    let cursor: string | undefined;
    const onCursor = (value: string) => {
      cursor = value;
    };
    expect(await readIds(application, { onCursor })).toEqual(["r0", "r2", "r3"]);
    add(9);
    clock.advance(60_000);
    expect(await readIds(application, { cursor, onCursor })).toEqual(["r1", "r9"]);
    expect(await readIds(application, { cursor, onCursor })).toEqual([]);
  });

  it("leaves out what lies before the overlap of the cursor", async () => {
    const { application, clock } = await withLog(4, (number) => (number === 0 ? 60_000 : 0));
    let cursor: string | undefined;
    const onCursor = (value: string) => {
      cursor = value;
    };
    await readIds(application, { onCursor, overlap: 1_000 });
    clock.advance(60_000);
    expect(await readIds(application, { cursor, overlap: 1_000 })).toEqual([]);
  });

  it("is read between two times", async () => {
    const { application } = await withLog(5);
    const options = { since: "2026-01-01T00:00:01Z", until: "2026-01-01T00:00:03Z" };
    expect(await readIds(application, options)).toEqual(["r1", "r2"]);
  });

  it.each(["once", "twice"])("is complete and has nothing twice when a skip token is refused %s", async (times) => {
    const { application, graph } = await withLog(6);
    graph.applications.refuseSkipToken();
    if (times === "twice") graph.applications.refuseSkipToken();
    expect(await readIds(application, { pageSize: 2 })).toEqual(["r0", "r1", "r2", "r3", "r4", "r5"]);
  });

  it("is complete when a page breaks off", async () => {
    const { application, graph } = await withLog(6);
    graph.applications.breakLogPage();
    expect(await readIds(application, { pageSize: 2 })).toEqual(["r0", "r1", "r2", "r3", "r4", "r5"]);
  });

  it("ends with an error when a page leads to itself", async () => {
    const { application, graph } = await withLog(6);
    const { fetch } = graph;
    const link = `${graph.root}/v1.0/auditLogs/provisioning?$skiptoken=same`;
    const endless = new GraphClient({
      credential: async () => graph.issueToken(),
      graph: graph.root,
      fetch: async (request) =>
        request.url.includes("/auditLogs/") ? Response.json({ value: [], "@odata.nextLink": link }) : fetch(request),
      retry: { limit: 0 },
    });
    const { servicePrincipalId } = graph;
    const reading = readIds(entraApplication({ client: endless, servicePrincipalId }));
    await expect(reading).rejects.toThrow(/the log does not end: a link came twice/);
    expect(await readIds(application)).toHaveLength(6);
  });

  it("ends with the error when skip tokens are never accepted", async () => {
    const { application, graph } = await withLog(6);
    for (let count = 0; count < 20; count += 1) graph.applications.refuseSkipToken();
    await expect(readIds(application, { pageSize: 2 })).rejects.toMatchObject({ code: "invalid_request" });
  });

  it.each([{ cursor: "{}" }, { cursor: "x" }, { pageSize: 0 }, { pageSize: 1_001 }, { overlap: -1 }, { since: "x" }])(
    "refuses %j",
    async (options) => {
      const { application } = await withLog(1);
      await expect(readIds(application, options)).rejects.toThrow(RangeError);
    },
  );

  it("keeps records without an id, and reads the other spellings of Graph's samples", async () => {
    const { application, graph } = await withLog(0);
    const servicePrincipal = { id: graph.servicePrincipalId, displayName: "Proxyclick" };
    for (const provisioningAction of ["StagedDelete", "stageddelete"]) {
      graph.applications.addLogRecord({
        activityDateTime: "2026-01-01T00:00:00Z",
        provisioningAction,
        provisioningStatusInfo: { status: "Success" },
        provisioningSteps: [{ name: "EntryImportAdd", provisioningStepType: "Import", status: "Success" }],
        initiatedBy: { initiatingType: "system" },
        servicePrincipal,
      });
    }
    const entries: ProvisioningLogEntry[] = [];
    for await (const entry of application.logs()) entries.push(entry);
    expect(entries).toHaveLength(2);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        provisioningAction: "stagedDelete",
        provisioningStatusInfo: { status: "success" },
        provisioningSteps: [{ provisioningStepType: "import", status: "success" }],
        initiatedBy: { initiatorType: "system" },
        servicePrincipal,
      });
    }
  });

  it("goes on after a status that is newer than the API version", async () => {
    const { application, graph, add } = await withLog(1);
    const activityDateTime = new Date(START + 1_000).toISOString();
    const servicePrincipal = { id: graph.servicePrincipalId, displayName: "Proxyclick" };
    const provisioningStatusInfo = { status: "unknownFutureValue" };
    graph.applications.addLogRecord({ id: "new", activityDateTime, servicePrincipal, provisioningStatusInfo });
    add(2);
    expect(await readIds(application)).toEqual(["r0", "new", "r2"]);
  });

  it("says that it needs a licence", async () => {
    const { application } = await configuredApplication({ hasPremiumLicense: false });
    await expect(readIds(application)).rejects.toThrow(/P1 or P2/);
  });

  it("names the permission and its alternative", async () => {
    const { application, graph } = await configuredApplication();
    graph.faults = ({ path }) => (path.startsWith("/auditLogs") ? { kind: "status", status: 403 } : undefined);
    await expect(readIds(application)).rejects.toThrow(/ProvisioningLog\.Read\.All.*AuditLog\.Read\.All/);
  });
});
