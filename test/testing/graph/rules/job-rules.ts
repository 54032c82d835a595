/** Rules of synchronization jobs: permission, creation, states and cycles. */
import { expect } from "vitest";
import { fullProfile } from "../../../../src/server/index.ts";
import {
  createProxyclickEmulator,
  createTestClock,
  type ProxyclickEmulatorOptions,
} from "../../../../src/testing/index.ts";
import { CREDENTIALS, createApplication, createJob, innerFailure } from "../application-calls.ts";
import { call, failure, items, message, objectOf } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const JOB = "Microsoft Graph: synchronizationJob resource type";
const STATUS = "Microsoft Graph: synchronizationStatus resource type";
const PERMISSIONS = "Microsoft Graph permissions reference: Synchronization.Read.All, Synchronization.ReadWrite.All";

/** Whether a token with permissions may read and write the synchronization of an application. */
async function access(permissions: readonly string[], isOwner: boolean): Promise<readonly string[]> {
  const { graph } = createApplication();
  const owners = isOwner ? [graph.clientId] : [];
  const { servicePrincipalId } = graph.applications.create({ displayName: "Owned", owners });
  const path = `/servicePrincipals/${servicePrincipalId}/synchronization`;
  const token = graph.issueToken({ permissions });
  const read = await call(graph, `${path}/jobs`, { token });
  const write = await call(graph, `${path}/secrets`, { method: "PUT", body: { value: CREDENTIALS }, token });
  return [read, write].map((answer) => (answer.status < 300 ? "ok" : failure(answer)));
}

/** The names of the templates, and a job without credentials. */
async function createUnconfigured() {
  const application = createApplication();
  const [template] = items(await application.call("GET", "/templates"));
  const created = await application.call("POST", "/jobs", { templateId: template?.["id"] });
  return { ...application, template, created, job: `/jobs/${String(created.body["id"])}` };
}

/** Users who can be provisioned, and the clock and target of a cycle. */
function createCycleParts(target: ProxyclickEmulatorOptions = {}) {
  const { now } = createTestClock();
  const proxyclick = createProxyclickEmulator({ now, ...target });
  const users = ["Ada", "Alan"].map((givenName) => ({
    givenName,
    surname: "Sample",
    userPrincipalName: `${givenName.toLowerCase()}@contoso.com`,
  }));
  const credentials = [
    { key: "BaseAddress", value: proxyclick.tenantUrl },
    { key: "SecretToken", value: proxyclick.secretToken },
  ];
  return { proxyclick, credentials, options: { users, now, targetFetch: proxyclick.fetch, runCycles: true } };
}

const DENIED = "401 UnknownError";

/** Rules of jobs. */
export const JOB_RULES: readonly GraphRule[] = [
  {
    rule: "Synchronization.Read.All reads, Synchronization.ReadWrite.All also writes",
    source: PERMISSIONS,
    check: async () => {
      expect(await access(["Synchronization.ReadWrite.All"], false)).toEqual(["ok", "ok"]);
      expect(await access(["Synchronization.Read.All"], false)).toEqual(["ok", DENIED]);
    },
  },
  {
    rule: "Application.ReadWrite.OwnedBy is sufficient for an owner of the service principal",
    source: "Microsoft Graph permissions reference: Application.ReadWrite.OwnedBy",
    check: async () => {
      expect(await access(["Application.ReadWrite.OwnedBy"], true)).toEqual(["ok", "ok"]);
      expect(await access(["Application.ReadWrite.OwnedBy"], false)).toEqual([DENIED, DENIED]);
    },
  },
  {
    rule: "Application.ReadWrite.All is not sufficient",
    source: "hashicorp/terraform-provider-azuread issue 1628",
    check: async () => {
      expect(await access(["Application.ReadWrite.All"], true)).toEqual([DENIED, DENIED]);
    },
  },
  {
    rule: "The path has the object id of the service principal; another id is 401, with JSON in the message",
    source: "MicrosoftDocs/azure-docs issue 62681",
    check: async () => {
      const { graph } = createApplication();
      const { appId } = graph.applications.create({ displayName: "Other" });
      const answer = await call(graph, `/servicePrincipals/${appId}/synchronization/templates`);
      expect(failure(answer)).toBe(DENIED);
      expect(JSON.parse(message(answer))).toEqual({ Message: "Authorization has been denied for this request." });
    },
  },
  {
    rule: "A job is created switched off; its id has the template, the tenant and the service principal",
    source: "Microsoft Graph: Create synchronizationJob, response",
    check: async () => {
      const { created, graph, id, template } = await createUnconfigured();
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({
        id: `${String(template?.["id"])}.${graph.tenantId.replaceAll("-", "")}.${id}`,
        schedule: { interval: "P10675199DT2H48M5.4775807S", state: "Disabled" },
        status: { code: "NotConfigured", steadyStateFirstAchievedTime: "0001-01-01T00:00:00Z", quarantine: null },
      });
    },
  },
  {
    rule: "Creating a job is not idempotent",
    source: "Microsoft Graph: Create synchronizationJob, response",
    check: async () => {
      const { call: send, template } = await createUnconfigured();
      await send("POST", "/jobs", { templateId: template?.["id"] });
      expect(new Set(items(await send("GET", "/jobs")).map((job) => job["id"])).size).toBe(2);
    },
  },
  {
    rule: "A job needs a template of the application",
    source: "Microsoft Graph: Create synchronizationJob, request body",
    check: async () => {
      const answer = await createApplication().call("POST", "/jobs", { templateId: "x" });
      expect(innerFailure(answer)).toBe("400 UnknownError InvalidTemplate");
    },
  },
  {
    rule: "A job cannot be started before it has credentials",
    source: `${STATUS}, code NotConfigured`,
    check: async () => {
      const { call: send, job } = await createUnconfigured();
      expect(innerFailure(await send("POST", `${job}/start`))).toBe("400 UnknownError JobNotConfigured");
      await send("PUT", "/secrets", { value: CREDENTIALS });
      expect((await send("POST", `${job}/start`)).status).toBe(204);
    },
  },
  {
    rule: "start, pause and restart change the state of the schedule and the code of the status",
    source: `${STATUS}, code; Microsoft Graph: synchronizationSchedule resource type, state`,
    check: async () => {
      const { call: send, job } = await createJob();
      const state = async (action?: string): Promise<readonly unknown[]> => {
        if (action !== undefined) expect((await send("POST", `${job}/${action}`)).status).toBe(204);
        const { schedule, status } = (await send("GET", job)).body;
        return [objectOf(schedule)["state"], objectOf(status)["code"]];
      };
      expect(await state()).toEqual(["Disabled", "NotRun"]);
      expect(await state("start")).toEqual(["Active", "NotRun"]);
      expect(await state("pause")).toEqual(["Paused", "Paused"]);
      expect(await state("restart")).toEqual(["Active", "NotRun"]);
    },
  },
  {
    rule: "The emulator counts starts of a job that is active, which can stop the service",
    source: "Microsoft Graph: synchronizationJob: start, note",
    check: async () => {
      const { call: send, job, graph, id } = await createJob();
      await send("POST", `${job}/start`);
      expect(graph.applications.jobs(id)[0]?.redundantStarts).toBe(0);
      await send("POST", `${job}/start`);
      expect(graph.applications.jobs(id)[0]?.redundantStarts).toBe(1);
    },
  },
  {
    rule: "resetScope is a list of names with commas between them, with regard to case",
    source: "Microsoft Graph: synchronizationJobRestartCriteria resource type, resetScope",
    check: async () => {
      const { call: send, job } = await createJob();
      const restart = async (resetScope: unknown): Promise<number> =>
        (await send("POST", `${job}/restart`, { criteria: { resetScope } })).status;
      for (const scope of ["Watermark, Escrows, QuarantineState", "Watermark,Escrows", "Full", "ForceDeletes", ""]) {
        expect(await restart(scope)).toBe(204);
      }
      for (const scope of ["watermark", "Watermark Escrows", 15]) expect(await restart(scope)).toBe(400);
      expect((await send("POST", `${job}/restart`)).status).toBe(204);
    },
  },
  {
    rule: "A job shows quarantine, progress, schedule and settings that a test sets",
    source: `${JOB}, properties; ${STATUS}, properties`,
    check: async () => {
      const { call: send, job, graph, id } = await createJob();
      const quarantine = { reason: "TooManyDeletes", seriesCount: 3 };
      const progress = [{ units: "users", completedUnits: 5, totalUnits: 9 }];
      graph.applications.jobs(id)[0]?.set({
        status: { code: "Quarantine", quarantine, progress },
        schedule: { state: "Active" },
        settings: { QuarantineTooManyDeletesThreshold: "12" },
      });
      expect((await send("GET", job)).body).toMatchObject({
        status: { code: "Quarantine", quarantine, progress },
        schedule: { state: "Active" },
        synchronizationJobSettings: [{ name: "QuarantineTooManyDeletesThreshold", value: "12" }],
      });
      await send("POST", `${job}/restart`);
      expect((await send("GET", job)).body["status"]).toMatchObject({ code: "NotRun", quarantine: null });
    },
  },
  {
    rule: "A started job provisions the assigned users to the Tenant URL",
    source: "How provisioning works, initial cycle; Microsoft Graph: synchronizationTaskExecution resource type",
    check: async () => {
      const { proxyclick, credentials, options } = createCycleParts();
      const { graph, id, call: send, job } = await createJob(options, credentials);
      const [ada = ""] = [...graph.users.ids()];
      const [role] = Object.values(Object((await call(graph, `/servicePrincipals/${id}`)).body["appRoles"]));
      const body = { principalId: ada, resourceId: id, appRoleId: objectOf(role)["id"] };
      await call(graph, `/servicePrincipals/${id}/appRoleAssignedTo`, { method: "POST", body });
      await send("POST", `${job}/start`);
      await graph.applications.idle();
      const created = proxyclick.journal.entries().filter(({ method }) => method === "POST");
      expect(created.map((request) => objectOf(request.body)["userName"])).toEqual(["ada@contoso.com"]);
      expect((await send("GET", job)).body["status"]).toMatchObject({
        code: "Active",
        lastSuccessfulExecutionWithExports: { state: "Succeeded", countExported: 1 },
        synchronizedEntryCountByType: [{ key: "User to User", value: 1 }],
      });
      const log = await call(graph, "/auditLogs/provisioning?$filter=provisioningAction eq 'create'");
      expect(items(log)).toMatchObject([
        { sourceIdentity: { id: ada }, servicePrincipal: { id }, jobId: job.slice("/jobs/".length) },
      ]);
    },
  },
  {
    rule: "With SyncAll all users are provisioned; another cycle sends what changed, and a paused job runs none",
    source: "How provisioning works, scoping and incremental cycles",
    check: async () => {
      const { proxyclick, credentials, options } = createCycleParts();
      const secrets = [...credentials, { key: "SyncAll", value: "true" }];
      const { graph, id, call: send, job } = await createJob(options, secrets);
      const writes = () => proxyclick.journal.entries().filter(({ method }) => method !== "GET").length;
      await send("POST", `${job}/start`);
      await graph.applications.idle();
      expect(writes()).toBe(2);
      const [ada = "", alan = ""] = [...graph.users.ids()];
      graph.users.update(ada, { jobTitle: "Analyst" });
      await graph.applications.jobs(id)[0]?.runCycle();
      expect(writes()).toBe(3);
      await send("POST", `${job}/pause`);
      graph.users.delete(alan);
      await graph.applications.jobs(id)[0]?.runCycle();
      expect(writes()).toBe(3);
    },
  },
  {
    rule: "A job of the custom application provisions to any SCIM service, by the schema as it was changed",
    source: "Microsoft Entra: Develop a SCIM endpoint; Customize application attributes",
    check: async () => {
      const { credentials, options } = createCycleParts({ profile: fullProfile() });
      const secrets = [...credentials, { key: "SyncAll", value: "true" }];
      const { graph, call: send, job } = await createJob(options, secrets, "custom");
      await send("POST", `${job}/start`);
      await graph.applications.idle();
      const records = items(await call(graph, "/auditLogs/provisioning"));
      expect(
        records.map(({ provisioningAction, targetSystem }) => [
          provisioningAction,
          objectOf(targetSystem)["displayName"],
        ]),
      ).toEqual([
        ["create", "customappsso"],
        ["create", "customappsso"],
      ]);
    },
  },
  {
    rule: "With SkipOutOfScopeDeletions users out of scope stay as they are",
    source: "Microsoft Entra: Skip deletion of user accounts that go out of scope",
    check: async () => {
      const patchesWith = async (...more: readonly unknown[]): Promise<number> => {
        const { proxyclick, credentials, options } = createCycleParts();
        const secrets = [...credentials, { key: "SyncAll", value: "true" }, ...more];
        const { graph, id, call: send, job } = await createJob(options, secrets);
        await send("POST", `${job}/start`);
        await graph.applications.idle();
        for (const user of graph.users.ids()) graph.users.update(user, { accountEnabled: false });
        await graph.applications.jobs(id)[0]?.runCycle();
        return proxyclick.journal.entries().filter(({ method }) => method === "PATCH").length;
      };
      expect(await patchesWith()).toBe(2);
      expect(await patchesWith({ key: "SkipOutOfScopeDeletions", value: "True" })).toBe(0);
    },
  },
  {
    rule: "A refused token is a quarantine, which a start ends once the token is right",
    source: "Application provisioning in quarantine status, EncounteredQuarantineException",
    check: async () => {
      const { credentials, options } = createCycleParts();
      const secrets = [...CREDENTIALS, { key: "SyncAll", value: "true" }];
      const { graph, call: send, job } = await createJob(options, secrets);
      const statusAfterStart = async () => {
        await send("POST", `${job}/start`);
        await graph.applications.idle();
        return (await send("GET", job)).body["status"];
      };
      expect(await statusAfterStart()).toMatchObject({
        code: "Quarantine",
        countSuccessiveCompleteFailures: 1,
        lastExecution: { state: "Failed" },
        quarantine: { reason: "EncounteredQuarantineException" },
      });
      await send("PUT", "/secrets", { value: credentials });
      expect(await statusAfterStart()).toMatchObject({
        code: "Active",
        quarantine: null,
        countSuccessiveCompleteFailures: 0,
      });
    },
  },
  {
    rule: "Deletions above the threshold of the notification settings are a quarantine, which ForceDeletes allows",
    source: "Enable accidental deletions prevention, recovering from an accidental deletion",
    check: async () => {
      const { proxyclick, credentials, options } = createCycleParts();
      const settings = JSON.stringify({ DeleteThresholdEnabled: true, DeleteThresholdValue: 1 });
      const {
        graph,
        id,
        call: send,
        job,
      } = await createJob(options, [
        ...credentials,
        { key: "SyncAll", value: "true" },
        { key: "SyncNotificationSettings", value: settings },
      ]);
      await send("POST", `${job}/start`);
      await graph.applications.idle();
      for (const user of graph.users.ids()) graph.users.update(user, { accountEnabled: false });
      await graph.applications.jobs(id)[0]?.runCycle();
      const status = async () => (await send("GET", job)).body["status"];
      expect(await status()).toMatchObject({ code: "Quarantine", quarantine: { reason: "TooManyDeletes" } });
      await send("POST", `${job}/restart`, { criteria: { resetScope: "ForceDeletes, QuarantineState" } });
      await graph.applications.idle();
      expect(await status()).toMatchObject({ code: "Active", quarantine: null });
      expect(proxyclick.journal.entries().filter(({ method }) => method === "PATCH")).toHaveLength(2);
    },
  },
];
