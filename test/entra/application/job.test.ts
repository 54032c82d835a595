/** The provisioning job of Entra: status, control, provisioning on demand, expressions. */
import { describe, expect, it } from "vitest";
import { entraApplication, GraphClient } from "../../../src/entra/index.ts";
import type { GraphEmulator } from "../../../src/testing/index.ts";
import { ADA, configuredApplication, emulatedGraph } from "./emulated-application.ts";

/** What `key` is instead of JSON. */
const TYPE_NAME = "Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo";

describe("the application", () => {
  it("is found by each of its keys", async () => {
    const { graph, client } = await configuredApplication();
    const { servicePrincipalId, appId } = graph;
    for (const key of [{ servicePrincipalId }, { appId }, { displayName: "proxyclick" }]) {
      expect((await entraApplication({ client, ...key }).status()).servicePrincipalId).toBe(servicePrincipalId);
    }
  });

  it("is not found with the applications that may have been meant", async () => {
    const { graph, client } = emulatedGraph();
    await expect(entraApplication({ client, displayName: "Proxy Click" }).status()).rejects.toMatchObject({
      code: "application_not_found",
      candidates: [`Proxyclick (${graph.servicePrincipalId})`],
    });
    await expect(entraApplication({ client, servicePrincipalId: graph.appId }).status()).rejects.toThrow(
      /It is the application id of Proxyclick/,
    );
    await expect(entraApplication({ client, appId: "x'y" }).status()).rejects.toMatchObject({
      code: "application_not_found",
    });
  });

  it("is ambiguous with the ids of all that have the name, quotes included", async () => {
    const { graph, client } = emulatedGraph();
    const ids = ["O'Hara", "O'Hara"].map(
      (displayName) => graph.applications.create({ displayName }).servicePrincipalId,
    );
    await expect(entraApplication({ client, displayName: "O'Hara" }).status()).rejects.toMatchObject({
      code: "ambiguous_application",
      candidates: ids.map((id) => `O'Hara (${id})`),
    });
  });

  it("needs a key, and one only", async () => {
    const { client } = emulatedGraph();
    expect(() => entraApplication({ client, appId: "a", displayName: "b" })).toThrow(TypeError);
    await expect(entraApplication({ client }).status()).rejects.toThrow(TypeError);
  });

  it("has no job until one is applied", async () => {
    const { client } = emulatedGraph();
    await expect(entraApplication({ client, displayName: "Proxyclick" }).status()).rejects.toMatchObject({
      code: "job_not_found",
    });
  });
});

describe("one of several jobs", () => {
  it("is named by its id", async () => {
    const { graph, client } = await configuredApplication();
    const { servicePrincipalId } = graph;
    const path = `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;
    await client.post(path, { templateId: "proxyclick" });
    const ids = graph.applications.jobs(servicePrincipalId).map(({ id }) => id);
    const statusOf = (jobId?: string) => entraApplication({ client, servicePrincipalId, jobId }).status();
    await expect(statusOf()).rejects.toMatchObject({ code: "ambiguous_job", candidates: ids });
    await expect(statusOf("other")).rejects.toMatchObject({ code: "job_not_found", candidates: ids });
    expect((await statusOf(ids[1])).jobId).toBe(ids[1]);
  });
});

describe("the status", () => {
  it("has no times and no interval before the first cycle", async () => {
    const { application } = await configuredApplication();
    expect(await application.status()).toMatchObject({
      code: "NotRun",
      displayName: "Proxyclick",
      schedule: { state: "Disabled", interval: undefined },
      progress: [],
      quarantine: undefined,
      lastExecution: undefined,
      steadyStateFirstAchieved: undefined,
      steadyStateLastAchieved: undefined,
      counts: [],
    });
  });

  it("has the last cycle, the counts and the progress", async () => {
    const { application, graph, job } = await configuredApplication({
      runCycles: true,
      assignments: [{ principal: ADA }],
    });
    await application.start();
    await graph.applications.idle();
    job.set({ status: { progress: [{ units: "users", completedUnits: 3, totalUnits: 7 }] } });
    expect(await application.status()).toMatchObject({
      code: "Active",
      schedule: { state: "Active", interval: "PT40M" },
      progress: [{ units: "users", completedUnits: 3, totalUnits: 7, observed: undefined }],
      lastExecution: { state: "Succeeded", counts: { countExported: 1 } },
      steadyStateFirstAchieved: "2026-01-01T00:00:00.000Z",
      counts: [{ type: "User to User", count: 1 }],
    });
  });

  it("has the quarantine with its error", async () => {
    const { application, job } = await configuredApplication();
    const error = { code: "Unauthorized", message: "401", tenantActionable: true };
    const quarantine = {
      reason: "EncounteredQuarantineException",
      currentBegan: "2026-01-01T00:00:00Z",
      nextAttempt: "0001-01-01T00:00:00Z",
      seriesCount: 2,
      error,
    };
    job.set({ status: { code: "Quarantine", quarantine } });
    expect((await application.status()).quarantine).toEqual({
      reason: "EncounteredQuarantineException",
      began: "2026-01-01T00:00:00Z",
      nextAttempt: undefined,
      seriesBegan: undefined,
      seriesCount: 2,
      error,
    });
  });
});

describe("control", () => {
  it("starts a job once, pauses it once, and starts it again", async () => {
    const { application, job } = await configuredApplication();
    expect([await application.start(), await application.start()]).toEqual([true, false]);
    expect([await application.pause(), await application.pause()]).toEqual([true, false]);
    expect(await application.start()).toBe(true);
    expect(job.redundantStarts).toBe(0);
  });

  it("restarts with the scopes in Graph's form", async () => {
    const { application, graph } = await configuredApplication();
    await application.restart();
    await application.restart(["Full", "ForceDeletes"]);
    const bodies = graph.journal.entries().filter(({ path }) => path.endsWith("/restart"));
    expect(bodies.map(({ status }) => status)).toEqual([204, 204]);
    await expect(application.restart(["ConnectorDataStore"])).rejects.toThrow(RangeError);
    await expect(application.restart([])).rejects.toThrow(RangeError);
  });

  it("refuses to start without credentials", async () => {
    const { graph, client } = emulatedGraph();
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId });
    await client.post(`/servicePrincipals/${graph.servicePrincipalId}/synchronization/jobs`, {
      templateId: "proxyclick",
    });
    await expect(application.start()).rejects.toMatchObject({ code: "not_configured" });
    await expect(application.restart()).rejects.toMatchObject({ code: "not_configured" });
  });

  it("names the permission that is missing", async () => {
    const { graph, client } = emulatedGraph({ permissions: ["Application.Read.All"] });
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId });
    await expect(application.status()).rejects.toThrow(/Synchronization\.Read\.All/);
  });
});

describe("provisioning on demand", () => {
  it.each(["json", "typeName"] as const)("returns steps and values for a key of form %s", async (onDemandKey) => {
    const { application } = await configuredApplication({
      runCycles: true,
      assignments: [{ principal: ADA }],
      onDemandKey,
    });
    const { result, entry } = await application.provisionOnDemand("ada@contoso.com");
    expect(result).toBe("Success");
    expect(entry).toMatchObject({
      provisioningAction: "create",
      provisioningStatusInfo: { status: "success", errorInformation: null },
      sourceIdentity: { id: ADA, identityType: "User" },
    });
    expect(entry.provisioningSteps.map(({ provisioningStepType }) => provisioningStepType)).toContain("export");
    expect(entry.modifiedProperties).toContainEqual({
      displayName: "userName",
      oldValue: null,
      newValue: "ada@contoso.com",
    });
  });

  it("returns why a user was skipped or failed", async () => {
    const { application, target } = await configuredApplication({ runCycles: true });
    expect(await application.provisionOnDemand(ADA)).toMatchObject({
      result: "Skipped",
      entry: {
        provisioningStatusInfo: { status: "skipped", errorInformation: { errorCode: "NotAssigned" } },
      },
    });
    target.rotateToken();
    const { result, entry } = await application.provisionOnDemand(ADA);
    expect(result).toBe("Failure");
    expect(entry.provisioningStatusInfo.errorInformation?.reason).not.toBe("");
  });

  it("reports a response without a result as a failure", async () => {
    const { application } = await configuredApplication({ onDemandKey: "typeName" });
    expect(await application.provisionOnDemand(ADA)).toMatchObject({
      result: "Failure",
      entry: { provisioningStatusInfo: { errorInformation: { errorCode: "UnknownResult" } } },
    });
  });

  it.each([
    [
      "a status that is not known",
      { key: TYPE_NAME, value: { statusInfo: { status: "InProgress" } } },
      "UnknownResult",
    ],
    [
      "a failure with its details as JSON in a string",
      { key: JSON.stringify({ result: "Failure", details: JSON.stringify({ errorCode: "Denied" }) }), value: "" },
      "Denied",
    ],
    [
      "a failure beside a success",
      { key: JSON.stringify({ result: "Failure", details: { errorCode: "Late" } }), value: resultValue("Success") },
      "Late",
    ],
    [
      "a failure as JSON in JSON",
      { key: TYPE_NAME, value: JSON.stringify(resultValue("Failure", "Nested")) },
      "Nested",
    ],
  ])("reports %s as a failure", async (_, answer, errorCode) => {
    const { graph } = await configuredApplication();
    const client = answering(graph, "/provisionOnDemand", answer);
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId });
    expect(await application.provisionOnDemand(ADA)).toMatchObject({
      result: "Failure",
      entry: { provisioningStatusInfo: { status: "failure", errorInformation: { errorCode } } },
    });
  });

  it("keeps to 5 calls in 10 seconds", async () => {
    const { application, graph, waits } = await configuredApplication();
    for (let count = 0; count < 7; count += 1) await application.provisionOnDemand(ADA);
    expect(waits).toEqual([10_000]);
    expect(graph.journal.entries().filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe("an expression in Entra", () => {
  const evaluations = (expression: string) => (expression === "ToUpper([a])" ? ["other"] : undefined);

  it("has the same value as here", async () => {
    const { client, graph } = emulatedGraph();
    // Also without a job: the schema of the template serves.
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId });
    expect(
      await application.evaluate('Join("-",[b], [c])', { b: "x", c: "y", list: ["p", "q"], none: null, flag: true }),
    ).toEqual({
      expression: 'Join("-", [b], [c])',
      entra: { values: ["x-y"], error: undefined },
      ours: { values: ["x-y"], error: undefined },
      isSame: true,
      difference: undefined,
    });
    expect((await application.evaluate("[list]", { list: ["p", "q"] })).entra.values).toEqual(["p", "q"]);
  });

  it("differs, with both values in a sentence", async () => {
    const { application } = await configuredApplication({ evaluations });
    expect(await application.evaluate("ToUpper([a])", { a: "x" })).toMatchObject({
      isSame: false,
      difference: 'Entra returns "other", this package "X": they differ.',
    });
  });

  it.each([null, [null], []])("has no value where Entra returns %j", async (evaluationResult) => {
    const { graph } = await configuredApplication();
    const answer = { parsingSucceeded: true, evaluationSucceeded: true, evaluationResult, error: null };
    const client = answering(graph, "/parseExpression", answer);
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId });
    expect(await application.evaluate("[a]", {})).toMatchObject({ entra: { values: [] }, isSame: true });
  });

  it("that neither parses is the same", async () => {
    const { application } = await configuredApplication();
    const { isSame, entra, ours } = await application.evaluate("Join(", {});
    expect(isSame).toBe(true);
    expect([entra.error?.code, ours.error?.code]).toEqual(["ExpressionParsingFailed", "parse_error"]);
  });
});

/** A result as JSON in a string. */
function resultValue(status: string, errorCode?: string): string {
  return JSON.stringify({ statusInfo: { status, errorCode } });
}

/** A client of an emulator, with an own answer to requests whose path has an end. */
function answering(graph: GraphEmulator, end: string, answer: object): GraphClient {
  return new GraphClient({
    credential: async () => graph.issueToken(),
    graph: graph.root,
    fetch: async (request) => (request.url.endsWith(end) ? Response.json(answer) : graph.fetch(request)),
  });
}
