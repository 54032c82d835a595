/** Synchronization jobs, secrets and credentials of the emulator of Microsoft Graph. */
import { describe, expect, it } from "vitest";
import { createProxyclickEmulator, createTestClock } from "../../../src/testing/index.ts";
import { CREDENTIALS, createApplication, createJob, innerFailure } from "./application-calls.ts";
import { call, failure, items, message, objectOf } from "./graph-calls.ts";

describe("the permission for a synchronization", () => {
  const withToken = async (permissions: readonly string[], owners: "owner" | "stranger") => {
    const { graph } = createApplication();
    const { servicePrincipalId } = graph.applications.create({
      displayName: "Owned",
      owners: owners === "owner" ? [graph.clientId] : [],
    });
    const path = `/servicePrincipals/${servicePrincipalId}/synchronization`;
    const token = graph.issueToken({ permissions });
    const read = await call(graph, `${path}/jobs`, { token });
    const write = await call(graph, `${path}/secrets`, { method: "PUT", body: { value: CREDENTIALS }, token });
    return [read, write].map((answer) => (answer.status < 300 ? "ok" : failure(answer)));
  };

  it.each([
    [["Synchronization.ReadWrite.All"], "stranger", ["ok", "ok"]],
    [["Synchronization.Read.All"], "stranger", ["ok", "401 UnknownError"]],
    [["Application.ReadWrite.OwnedBy"], "owner", ["ok", "ok"]],
    [["Application.ReadWrite.OwnedBy"], "stranger", ["401 UnknownError", "401 UnknownError"]],
    [["Application.ReadWrite.All"], "owner", ["401 UnknownError", "401 UnknownError"]],
  ] as const)("%j as %s: %j", async (permissions, role, expected) => {
    expect(await withToken(permissions, role)).toEqual(expected);
  });

  it("is denied for an application id in place of the object id, with JSON in the message", async () => {
    const { graph } = createApplication();
    const { appId } = graph.applications.create({ displayName: "Other" });
    const answer = await call(graph, `/servicePrincipals/${appId}/synchronization/templates`);
    expect(failure(answer)).toBe("401 UnknownError");
    expect(JSON.parse(message(answer))).toEqual({ Message: "Authorization has been denied for this request." });
  });
});

describe("secrets", () => {
  it("are stored by PUT and masked by GET", async () => {
    const { graph, id, call: send } = createApplication();
    expect((await send("PUT", "/secrets", { value: CREDENTIALS })).status).toBe(204);
    const read = items(await send("GET", "/secrets"));
    expect(read).toEqual([CREDENTIALS[0], { key: "SecretToken", value: "*" }]);
    await send("PUT", "/secrets", { value: read });
    expect(graph.applications.secrets(id).get("SecretToken")).toBe("*");
  });

  it.each([
    ["merge", ["BaseAddress", "SecretToken", "SyncAll"]],
    ["replace", ["SyncAll"]],
  ] as const)("keep keys that are not sent, or not: %s", async (secrets, keys) => {
    const { call: send } = createApplication({ secrets });
    await send("PUT", "/secrets", { value: CREDENTIALS });
    await send("PUT", "/secrets", { value: [{ key: "SyncAll", value: "false" }] });
    expect(items(await send("GET", "/secrets")).map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    ["a key in another case", [{ key: "baseAddress", value: "x" }], "500 InternalError"],
    ["a key that is none", [{ key: "QuarantineTooManyDeletesThreshold", value: "5" }], "500 InternalError"],
    ["a value that is not a string", [{ key: "SyncAll", value: false }], "400 BadRequest"],
    [
      "empty notification settings",
      [{ key: "SyncNotificationSettings", value: "" }],
      "400 InvalidNotificationSettings",
    ],
  ])("refuse %s", async (_rule, value, expected) => {
    const { call: send } = createApplication();
    expect(failure(await send("PUT", "/secrets", { value }))).toBe(expected);
  });

  it("refuse the list under the name of the documentation's table", async () => {
    const { call: send } = createApplication();
    const answer = await send("PUT", "/secrets", { credentials: CREDENTIALS });
    expect(failure(answer)).toBe("400 BadRequest");
    expect(message(answer)).toContain("Empty Payload");
  });

  it("are cleared by an empty value; empty JSON stays", async () => {
    const { call: send } = createApplication();
    const settings = { key: "SyncNotificationSettings", value: "{}" };
    await send("PUT", "/secrets", { value: [...CREDENTIALS, settings] });
    await send("PUT", "/secrets", { value: [{ key: "SecretToken", value: "" }] });
    expect(items(await send("GET", "/secrets"))).toEqual([CREDENTIALS[0], settings]);
  });

  it("outlive a deleted job", async () => {
    const { call: send, job } = await createJob();
    expect((await send("DELETE", job)).status).toBe(204);
    expect(items(await send("GET", "/jobs"))).toEqual([]);
    expect(items(await send("GET", "/secrets"))).toHaveLength(2);
  });

  it("can be exchanged for an access token when all OAuth keys are given", async () => {
    const { call: send } = createApplication();
    const keys = ["Oauth2ClientId", "Oauth2ClientSecret", "Oauth2AuthorizationCode", "Oauth2RedirectUri"];
    const credentials = keys.map((key) => ({ key, value: "x" }));
    expect((await send("POST", "/acquireAccessToken", { credentials })).status).toBe(204);
    const incomplete = await send("POST", "/acquireAccessToken", { credentials: credentials.slice(1) });
    expect(innerFailure(incomplete)).toBe("400 UnknownError InvalidCredentials");
  });
});

describe("validateCredentials", () => {
  const proxyclick = createProxyclickEmulator();
  const validate = async (token: string, tenantUrl = proxyclick.tenantUrl, options = {}) => {
    const { call: send, job } = await createJob({ targetFetch: proxyclick.fetch, ...options });
    const credentials = [
      { key: "BaseAddress", value: tenantUrl },
      { key: "SecretToken", value: token },
    ];
    return send("POST", `${job}/validateCredentials`, { credentials, useSavedCredentials: false });
  };

  it("sends the request of Test Connection to the Tenant URL", async () => {
    proxyclick.journal.clear();
    expect((await validate(proxyclick.secretToken)).status).toBe(204);
    const [request] = proxyclick.journal.entries();
    expect(request?.path).toBe("/Users");
    expect(request?.query["filter"]).toMatch(/^userName eq "[\da-f-]{36}"$/);
  });

  it.each([
    ["a wrong token", "wrong", undefined, "SystemForCrossDomainIdentityManagementCredentialValidationFailure"],
    ["no token", "", undefined, "SystemForCrossDomainIdentityManagementCredentialValidationFailure"],
    ["an address that is no URL", "x", "api.proxyclick.com", "CredentialValidationUnavailable"],
  ])("fails for %s, with the reason as JSON in the message", async (_rule, token, tenantUrl, code) => {
    expect(innerFailure(await validate(token, tenantUrl))).toBe(`400 UnknownError ${code}`);
  });

  it("fails for a service that is unreachable, and for one that is not SCIM", async () => {
    const unreachable = { targetFetch: () => Promise.reject(new TypeError("fetch failed")) };
    const page = { targetFetch: async () => new Response("<html>", { status: 200 }) };
    expect(innerFailure(await validate("x", undefined, unreachable))).toContain("CredentialValidationUnavailable");
    expect(innerFailure(await validate("x", undefined, page))).toContain("ServiceIncompatible");
  });

  it("may wrap the reason, or give it as a sentence", async () => {
    const wrapped: unknown = JSON.parse(message(await validate("wrong", undefined, { validationErrors: "wrapped" })));
    expect(objectOf(objectOf(wrapped)["error"])["code"]).toContain("CredentialValidationFailure");
    expect(message(await validate("wrong", undefined, { validationErrors: "sentence" }))).toContain("401");
  });

  it("works before there is a job, with the template, and with the stored credentials", async () => {
    const { call: send } = createApplication({ targetFetch: proxyclick.fetch });
    const [template] = items(await send("GET", "/templates"));
    const path = "/jobs/validateCredentials";
    const value = [
      { key: "BaseAddress", value: proxyclick.tenantUrl },
      { key: "SecretToken", value: proxyclick.secretToken },
    ];
    const { id: templateId } = template ?? {};
    expect((await send("POST", path, { templateId, credentials: value })).status).toBe(204);
    expect(failure(await send("POST", path, { credentials: value }))).toBe("400 BadRequest");
    expect((await send("POST", path, { templateId, useSavedCredentials: true })).status).toBe(400);
    await send("PUT", "/secrets", { value });
    expect((await send("POST", path, { templateId, useSavedCredentials: true })).status).toBe(204);
  });
});

describe("jobs", () => {
  it("are created from a template, switched off, and each time again", async () => {
    const { call: send, id, graph } = createApplication();
    const [template] = items(await send("GET", "/templates"));
    const body = { templateId: template?.["id"] };
    const created = await send("POST", "/jobs", body);
    expect(created.status).toBe(201);
    const tenant = graph.tenantId.replaceAll("-", "");
    expect(created.body).toMatchObject({
      id: `${String(body.templateId)}.${tenant}.${id}`,
      schedule: { interval: "P10675199DT2H48M5.4775807S", state: "Disabled" },
      status: { code: "NotConfigured", steadyStateFirstAchievedTime: "0001-01-01T00:00:00Z", quarantine: null },
    });
    await send("POST", "/jobs", body);
    expect(new Set(items(await send("GET", "/jobs")).map((job) => job["id"])).size).toBe(2);
  });

  it("refuse an unknown template", async () => {
    const { call: send } = createApplication();
    expect(innerFailure(await send("POST", "/jobs", { templateId: "x" }))).toBe("400 UnknownError InvalidTemplate");
  });

  it("start only once they have credentials", async () => {
    const { call: send } = createApplication();
    const [template] = items(await send("GET", "/templates"));
    const { body } = await send("POST", "/jobs", { templateId: template?.["id"] });
    const job = `/jobs/${String(body["id"])}`;
    expect(innerFailure(await send("POST", `${job}/start`))).toBe("400 UnknownError JobNotConfigured");
    await send("PUT", "/secrets", { value: CREDENTIALS });
    expect((await send("POST", `${job}/start`)).status).toBe(204);
  });

  it("go through the states of their schedule", async () => {
    const { call: send, job, graph, id } = await createJob();
    const state = async () => {
      const { schedule, status } = (await send("GET", job)).body;
      return [objectOf(schedule)["state"], objectOf(status)["code"]];
    };
    expect(await state()).toEqual(["Disabled", "NotRun"]);
    await send("POST", `${job}/start`);
    expect(await state()).toEqual(["Active", "NotRun"]);
    await send("POST", `${job}/pause`);
    expect(await state()).toEqual(["Paused", "Paused"]);
    await send("POST", `${job}/restart`);
    expect(await state()).toEqual(["Active", "NotRun"]);
    await send("POST", `${job}/start`);
    expect(graph.applications.jobs(id)[0]?.redundantStarts).toBe(1);
  });

  it.each([
    ["Watermark, Escrows, QuarantineState", 204],
    ["Full", 204],
    ["ForceDeletes", 204],
    ["", 204],
    ["watermark", 400],
    ["Watermark Escrows", 400],
    [15, 400],
  ])("restart with the reset scope %j: %i", async (resetScope, status) => {
    const { call: send, job } = await createJob();
    expect((await send("POST", `${job}/restart`, { criteria: { resetScope } })).status).toBe(status);
  });

  it("show what a test sets", async () => {
    const { call: send, job, graph, id } = await createJob();
    const quarantine = { reason: "TooManyDeletes", seriesCount: 3 };
    graph.applications.jobs(id)[0]?.set({
      status: { code: "Quarantine", quarantine, progress: [{ units: "users", completedUnits: 5, totalUnits: 9 }] },
      schedule: { state: "Active" },
      settings: { QuarantineTooManyDeletesThreshold: "12" },
    });
    expect((await send("GET", job)).body).toMatchObject({
      status: { code: "Quarantine", quarantine },
      schedule: { state: "Active" },
      synchronizationJobSettings: [{ name: "QuarantineTooManyDeletesThreshold", value: "12" }],
    });
  });
});

describe("a job whose cycles run", () => {
  it("provisions the assigned users to the Tenant URL", async () => {
    const { now } = createTestClock();
    const proxyclick = createProxyclickEmulator({ now });
    const credentials = [
      { key: "BaseAddress", value: proxyclick.tenantUrl },
      { key: "SecretToken", value: proxyclick.secretToken },
    ];
    const users = ["Ada", "Alan"].map((givenName) => ({
      givenName,
      surname: "Sample",
      userPrincipalName: `${givenName.toLowerCase()}@contoso.com`,
      accountEnabled: true,
    }));
    const options = { users, now, targetFetch: proxyclick.fetch, runCycles: true };
    const { graph, id, call: send, job } = await createJob(options, credentials);
    const [ada = ""] = [...graph.users.ids()];
    const [role] = Object.values(objectOf((await call(graph, `/servicePrincipals/${id}`)).body["appRoles"]));
    const assignment = { principalId: ada, resourceId: id, appRoleId: objectOf(role)["id"] };
    await call(graph, `/servicePrincipals/${id}/appRoleAssignedTo`, { method: "POST", body: assignment });
    await send("POST", `${job}/start`);
    await graph.applications.idle();
    const created = proxyclick.journal.entries().filter(({ method }) => method === "POST");
    expect(created.map(({ body }) => objectOf(body)["userName"])).toEqual(["ada@contoso.com"]);
    expect((await send("GET", job)).body["status"]).toMatchObject({
      code: "Active",
      lastSuccessfulExecutionWithExports: { state: "Succeeded", countExported: 1 },
      synchronizedEntryCountByType: [{ key: "User to User", value: 1 }],
    });
    const log = await call(graph, "/auditLogs/provisioning?$filter=provisioningAction eq 'create'");
    expect(items(log)).toMatchObject([
      { provisioningAction: "create", sourceIdentity: { id: ada }, servicePrincipal: { id }, jobId: job.slice(6) },
    ]);
  });

  it("is in quarantine when the Secret Token is refused, and leaves it when it is started again", async () => {
    const { now } = createTestClock();
    const proxyclick = createProxyclickEmulator({ now });
    const users = [{ userPrincipalName: "ada@contoso.com" }];
    const options = { users, now, targetFetch: proxyclick.fetch, runCycles: true };
    const { graph, call: send, job } = await createJob(options, [...CREDENTIALS, { key: "SyncAll", value: "true" }]);
    await send("POST", `${job}/start`);
    await graph.applications.idle();
    const status = async () => objectOf((await send("GET", job)).body["status"]);
    expect(await status()).toMatchObject({
      code: "Quarantine",
      countSuccessiveCompleteFailures: 1,
      lastExecution: { state: "Failed" },
      quarantine: { reason: "EncounteredQuarantineException" },
    });
    const token = { key: "SecretToken", value: proxyclick.secretToken };
    await send("PUT", "/secrets", { value: [token] });
    await send("POST", `${job}/start`);
    await graph.applications.idle();
    expect(await status()).toMatchObject({ code: "Active", quarantine: null, countSuccessiveCompleteFailures: 0 });
  });
});

describe("provisionOnDemand", () => {
  const request = (ruleId: unknown, ...subjects: readonly unknown[]) => ({ parameters: [{ ruleId, subjects }] });
  const user = { objectId: "11111111-1111-4111-8111-111111111111", objectTypeName: "User" };
  const ruleOf = async ({ call: send, job }: Awaited<ReturnType<typeof createJob>>) => {
    const { synchronizationRules } = (await send("GET", `${job}/schema`)).body;
    return objectOf(Object.values(objectOf({ ...Object(synchronizationRules) }))[0])["id"];
  };

  it("has a limit of five calls in ten seconds", async () => {
    const clock = createTestClock();
    const application = await createJob({ now: clock.now });
    const rule = await ruleOf(application);
    const run = () => application.call("POST", `${application.job}/provisionOnDemand`, request(rule, user));
    for (let count = 0; count < 5; count += 1) expect((await run()).status).toBe(200);
    const refused = await run();
    expect(failure(refused)).toBe("429 TooManyRequests");
    expect(refused.headers.get("retry-after")).toBe("10");
    clock.advance(10_000);
    expect((await run()).status).toBe(200);
  });

  it.each(["json", "typeName"] as const)("answers with strings, the key as %s", async (onDemandKey) => {
    const application = await createJob({ onDemandKey });
    const body = request(await ruleOf(application), user);
    const answer = await application.call("POST", `${application.job}/provisionOnDemand`, body);
    const key = onDemandKey === "json" ? '{"result":"Success","details":{}}' : expect.stringMatching(/^Microsoft\./);
    expect(answer.body).toEqual({ key, value: "{}" });
  });

  it("refuses two users, a large group, another type and an unknown rule", async () => {
    const application = await createJob();
    const rule = await ruleOf(application);
    const members = Array.from({ length: 6 }, () => user);
    const group = { objectId: "2", objectTypeName: "Group", links: { members } };
    const bodies = [
      request(rule, user, user),
      request(rule, group),
      request(rule, { ...user, objectTypeName: "Device" }),
      request("x", user),
    ];
    const codes = [];
    for (const body of bodies) {
      codes.push(innerFailure(await application.call("POST", `${application.job}/provisionOnDemand`, body)));
    }
    expect(codes).toEqual([
      "400 UnknownError InvalidSubjects",
      "400 UnknownError InvalidSubjects",
      "400 UnknownError InvalidSubjects",
      "400 UnknownError InvalidRule",
    ]);
  });

  it("answers 200 also when the provisioning failed", async () => {
    const { now } = createTestClock();
    const proxyclick = createProxyclickEmulator({ now });
    const application = await createJob({ now, targetFetch: proxyclick.fetch, runCycles: true });
    const body = request(await ruleOf(application), user);
    const answer = await application.call("POST", `${application.job}/provisionOnDemand`, body);
    expect(answer.status).toBe(200);
    expect(JSON.parse(String(answer.body["key"]))).toMatchObject({ result: "Failure" });
  });

  it("provisions a user for real", async () => {
    const { now } = createTestClock();
    const proxyclick = createProxyclickEmulator({ now });
    const application = await createJob(
      {
        now,
        users: [
          { ...user, id: user.objectId, userPrincipalName: "ada@contoso.com", givenName: "Ada", surname: "L" },
        ].map(({ objectId: _id, objectTypeName: _type, ...properties }) => properties),
        targetFetch: proxyclick.fetch,
        runCycles: true,
      },
      [
        { key: "BaseAddress", value: proxyclick.tenantUrl },
        { key: "SecretToken", value: proxyclick.secretToken },
        { key: "SyncAll", value: "true" },
      ],
    );
    const body = request(await ruleOf(application), user);
    const answer = await application.call("POST", `${application.job}/provisionOnDemand`, body);
    expect(JSON.parse(String(answer.body["key"]))).toEqual({ result: "Success", details: {} });
    expect(JSON.parse(String(answer.body["value"]))).toMatchObject({
      action: "Create",
      statusInfo: { status: "Success" },
      sourceIdentity: { id: user.objectId, type: "User" },
      provisioningSteps: expect.arrayContaining([expect.objectContaining({ type: "Export", status: "Success" })]),
    });
  });
});
