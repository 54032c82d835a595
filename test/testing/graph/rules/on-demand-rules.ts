/** Rules of provisioning on demand. */
import { expect } from "vitest";
import { createProxyclickEmulator, createTestClock, type GraphEmulatorOptions } from "../../../../src/testing/index.ts";
import { createJob, innerFailure } from "../application-calls.ts";
import { type Answer, failure, objectOf } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const ACTION = "Microsoft Graph: synchronizationJob: provisionOnDemand";
const LIMITS = "Microsoft Entra: On-demand provisioning, known limitations";

const USER = { objectId: "11111111-1111-4111-8111-111111111111", objectTypeName: "User" };

/** A job, and a function that provisions objects on demand. */
async function createOnDemand(options: GraphEmulatorOptions = {}, credentials?: readonly unknown[]) {
  const { call: send, job } = await createJob(options, credentials);
  const rules: unknown = (await send("GET", `${job}/schema`)).body["synchronizationRules"];
  const ruleId = objectOf(Object.values(Object(rules))[0])["id"];
  return (subjects: readonly unknown[], rule: unknown = ruleId): Promise<Answer> =>
    send("POST", `${job}/provisionOnDemand`, { parameters: [{ ruleId: rule, subjects }] });
}

/** A job whose cycles run, with one user. */
function createReal(users: GraphEmulatorOptions["users"]) {
  const { now } = createTestClock();
  const { tenantUrl, secretToken, fetch } = createProxyclickEmulator({ now });
  return createOnDemand({ now, users, targetFetch: fetch, runCycles: true }, [
    { key: "BaseAddress", value: tenantUrl },
    { key: "SecretToken", value: secretToken },
    { key: "SyncAll", value: "true" },
  ]);
}

/** Rules of provisioning on demand. */
export const ON_DEMAND_RULES: readonly GraphRule[] = [
  {
    rule: "An application calls provisionOnDemand at most five times in ten seconds",
    source: `${ACTION}, note about the rate limit`,
    check: async () => {
      const clock = createTestClock();
      const provision = await createOnDemand({ now: clock.now });
      for (let count = 0; count < 5; count += 1) expect((await provision([USER])).status).toBe(200);
      const refused = await provision([USER]);
      expect(failure(refused)).toBe("429 TooManyRequests");
      expect(refused.headers.get("retry-after")).toBe("10");
      clock.advance(10_000);
      expect((await provision([USER])).status).toBe(200);
    },
  },
  {
    rule: "The response has two strings; the key is JSON, or the name of a type",
    source: `${ACTION}, examples`,
    check: async () => {
      const json = await (await createOnDemand())([USER]);
      expect(json.body).toEqual({ key: '{"result":"Success","details":{}}', value: "{}" });
      const named = await (await createOnDemand({ onDemandKey: "typeName" }))([USER]);
      expect(named.body["key"]).toMatch(/^Microsoft\..*\.StatusInfo$/);
    },
  },
  {
    rule: "One object a call: one user, or one group with at most five members",
    source: LIMITS,
    check: async () => {
      const provision = await createOnDemand();
      const group = (count: number) => ({
        objectId: "2",
        objectTypeName: "Group",
        links: { members: Array.from({ length: count }, () => USER) },
      });
      const refused = "400 UnknownError InvalidSubjects";
      expect(innerFailure(await provision([USER, USER]))).toBe(refused);
      expect(innerFailure(await provision([group(6)]))).toBe(refused);
      expect(innerFailure(await provision([{ ...USER, objectTypeName: "Device" }]))).toBe(refused);
      expect((await provision([group(5)])).status).toBe(200);
    },
  },
  {
    rule: "The rule must be one of the schema",
    source: "Microsoft Graph: synchronizationJobApplicationParameters resource type, ruleId",
    check: async () => {
      const provision = await createOnDemand();
      expect(innerFailure(await provision([USER], "x"))).toBe("400 UnknownError InvalidRule");
    },
  },
  {
    rule: "The response is 200 even when the provisioning failed",
    source: `${ACTION}, response`,
    check: async () => {
      const answer = await (await createReal([]))([USER]);
      expect(answer.status).toBe(200);
      expect(JSON.parse(String(answer.body["key"]))).toMatchObject({ result: "Failure" });
    },
  },
  {
    rule: "The value has the steps, with capitalized names",
    source: `${ACTION}, example 1`,
    check: async () => {
      const user = { id: USER.objectId, userPrincipalName: "ada@contoso.com", givenName: "Ada", surname: "Lovelace" };
      const { body } = await (await createReal([user]))([USER]);
      expect(JSON.parse(String(body["key"]))).toEqual({ result: "Success", details: {} });
      expect(JSON.parse(String(body["value"]))).toMatchObject({
        action: "Create",
        statusInfo: { status: "Success" },
        sourceIdentity: { id: USER.objectId, type: "User" },
        provisioningSteps: expect.arrayContaining([expect.objectContaining({ type: "Export", status: "Success" })]),
      });
    },
  },
];
