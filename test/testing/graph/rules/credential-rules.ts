/** Rules of validateCredentials, which is Test Connection in the admin center. */
import { expect } from "vitest";
import { createProxyclickEmulator, type GraphEmulatorOptions } from "../../../../src/testing/index.ts";
import { createApplication, createJob, innerFailure } from "../application-calls.ts";
import { type Answer, failure, items, message, objectOf } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const VALIDATE = "Microsoft Graph: synchronizationJob: validateCredentials";
const REJECTED = "SystemForCrossDomainIdentityManagementCredentialValidationFailure";

function credentials(baseAddress: string, secretToken: string): readonly unknown[] {
  return [
    { key: "BaseAddress", value: baseAddress },
    { key: "SecretToken", value: secretToken },
  ];
}

/** Validates credentials of a job against an emulator of Proxyclick. */
async function validate(
  settings: {
    readonly token?: string;
    readonly tenantUrl?: string;
    readonly options?: GraphEmulatorOptions;
  },
  proxyclick = createProxyclickEmulator(),
): Promise<Answer> {
  const { token = proxyclick.secretToken, tenantUrl = proxyclick.tenantUrl, options } = settings;
  const { call: send, job } = await createJob({ targetFetch: proxyclick.fetch, ...options });
  return send("POST", `${job}/validateCredentials`, { credentials: credentials(tenantUrl, token) });
}

/** Rules of validateCredentials. */
export const CREDENTIAL_RULES: readonly GraphRule[] = [
  {
    rule: "validateCredentials sends the request of Test Connection to the Tenant URL, and answers 204",
    source: `${VALIDATE}, response; Develop a SCIM endpoint, step 4, Test Connection`,
    check: async () => {
      const proxyclick = createProxyclickEmulator();
      expect((await validate({}, proxyclick)).status).toBe(204);
      const [request] = proxyclick.journal.entries();
      expect(request?.path).toBe("/Users");
      expect(request?.query["filter"]).toMatch(/^userName eq "[\da-f-]{36}"$/);
    },
  },
  {
    rule: "A refused token is 400, with the reason as JSON in the message",
    source: `${VALIDATE}, response; Application provisioning in quarantine status`,
    check: async () => {
      for (const token of ["wrong", ""]) {
        expect(innerFailure(await validate({ token }))).toBe(`400 UnknownError ${REJECTED}`);
      }
    },
  },
  {
    rule: "A service that cannot be reached is 400 CredentialValidationUnavailable",
    source: `${VALIDATE}, response`,
    check: async () => {
      const expected = "400 UnknownError CredentialValidationUnavailable";
      expect(innerFailure(await validate({ tenantUrl: "api.proxyclick.com" }))).toBe(expected);
      const options = { targetFetch: () => Promise.reject(new TypeError("fetch failed")) };
      expect(innerFailure(await validate({ options }))).toBe(expected);
    },
  },
  {
    rule: "A service that is not SCIM is incompatible",
    source: "Application provisioning in quarantine status, SystemForCrossDomainIdentityManagementServiceIncompatible",
    check: async () => {
      const options = { targetFetch: async () => new Response("<html>") };
      expect(innerFailure(await validate({ options }))).toContain("ServiceIncompatible");
    },
  },
  {
    rule: "The reason may also be wrapped in error, or be a sentence",
    source: `${VALIDATE}, response: the form is not documented`,
    check: async () => {
      const failed = (validationErrors: "wrapped" | "sentence") =>
        validate({ token: "wrong", options: { validationErrors } });
      const wrapped: unknown = JSON.parse(message(await failed("wrapped")));
      expect(objectOf(objectOf(wrapped)["error"])["code"]).toBe(REJECTED);
      expect(message(await failed("sentence"))).toContain("401");
    },
  },
  {
    rule: "validateCredentials works before there is a job, with a template, and with the stored credentials",
    source: "Configure cross-tenant synchronization using Microsoft Graph API, test the connection",
    check: async () => {
      const { tenantUrl, secretToken, fetch } = createProxyclickEmulator();
      const { call: send } = createApplication({ targetFetch: fetch });
      const [template] = items(await send("GET", "/templates"));
      const { id: templateId } = template ?? {};
      const value = credentials(tenantUrl, secretToken);
      const run = (body: unknown) => send("POST", "/jobs/validateCredentials", body);
      expect((await run({ templateId, credentials: value })).status).toBe(204);
      expect(failure(await run({ credentials: value }))).toBe("400 BadRequest");
      expect((await run({ templateId, useSavedCredentials: true })).status).toBe(400);
      await send("PUT", "/secrets", { value });
      expect((await run({ templateId, useSavedCredentials: true })).status).toBe(204);
    },
  },
];
