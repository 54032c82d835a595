/** Rules of synchronization secrets. */
import { expect } from "vitest";
import { CREDENTIALS, createApplication, createJob, innerFailure } from "../application-calls.ts";
import { failure, items, message } from "../graph-calls.ts";
import type { GraphRule } from "./graph-rule.ts";

const PUT = "Microsoft Graph: Add synchronization secrets";
const KEYS = "Microsoft Graph: synchronizationSecretKeyStringValuePair resource type, key";

/** The outcome of a PUT of pairs of key and value. */
async function putFailure(...value: readonly unknown[]): Promise<string> {
  return failure(await createApplication().call("PUT", "/secrets", { value }));
}

/** Rules of secrets. */
export const SECRET_RULES: readonly GraphRule[] = [
  {
    rule: "PUT stores secrets, and GET masks their values",
    source: `${PUT}, example`,
    check: async () => {
      const { call: send } = createApplication();
      expect((await send("PUT", "/secrets", { value: CREDENTIALS })).status).toBe(204);
      expect(items(await send("GET", "/secrets"))).toEqual([CREDENTIALS[0], { key: "SecretToken", value: "*" }]);
    },
  },
  {
    rule: "A mask that is written is stored like any other value",
    source: "Microsoft Entra: Skip deletion of user accounts that go out of scope, step 3, note about secrets",
    check: async () => {
      const { graph, id, call: send } = createApplication();
      await send("PUT", "/secrets", { value: CREDENTIALS });
      await send("PUT", "/secrets", { value: items(await send("GET", "/secrets")) });
      expect(graph.applications.secrets(id).get("SecretToken")).toBe("*");
    },
  },
  {
    rule: "Keys that a PUT does not have stay or go; which of them is not documented",
    source: `${PUT}, request body`,
    check: async () => {
      const keysWith = async (secrets: "merge" | "replace"): Promise<readonly unknown[]> => {
        const { call: send } = createApplication({ secrets });
        await send("PUT", "/secrets", { value: CREDENTIALS });
        await send("PUT", "/secrets", { value: [{ key: "SyncAll", value: "false" }] });
        return items(await send("GET", "/secrets")).map(({ key }) => key);
      };
      expect(await keysWith("merge")).toEqual(["BaseAddress", "SecretToken", "SyncAll"]);
      expect(await keysWith("replace")).toEqual(["SyncAll"]);
    },
  },
  {
    rule: "Keys are a closed set, with regard to case",
    source: `${KEYS}; microsoftgraph/msgraph-beta-sdk-java issue 372`,
    check: async () => {
      expect(await putFailure({ key: "baseAddress", value: "x" })).toBe("500 InternalError");
      expect(await putFailure({ key: "QuarantineTooManyDeletesThreshold", value: "5" })).toBe("500 InternalError");
    },
  },
  {
    rule: "Every value is a string",
    source: "Microsoft Graph: synchronizationSecretKeyStringValuePair resource type, value",
    check: async () => {
      expect(await putFailure({ key: "SyncAll", value: false })).toBe("400 BadRequest");
    },
  },
  {
    rule: "Notification settings are JSON, and an empty string does not clear them",
    source: "microsoftgraph/msgraph-metadata issue 347",
    check: async () => {
      expect(await putFailure({ key: "SyncNotificationSettings", value: "" })).toBe("400 InvalidNotificationSettings");
      expect(await putFailure({ key: "SyncNotificationSettings", value: "on" })).toBe(
        "400 InvalidNotificationSettings",
      );
    },
  },
  {
    rule: "The list is in value; a body with credentials is empty",
    source: `${PUT}, example`,
    check: async () => {
      const answer = await createApplication().call("PUT", "/secrets", { credentials: CREDENTIALS });
      expect(failure(answer)).toBe("400 BadRequest");
      expect(message(answer)).toContain("Empty Payload");
    },
  },
  {
    rule: "An empty value clears a key; empty notification settings stay",
    source: "microsoftgraph/msgraph-metadata issue 347",
    check: async () => {
      const { call: send } = createApplication();
      const settings = { key: "SyncNotificationSettings", value: "{}" };
      await send("PUT", "/secrets", { value: [...CREDENTIALS, settings] });
      await send("PUT", "/secrets", { value: [{ key: "SecretToken", value: "" }] });
      expect(items(await send("GET", "/secrets"))).toEqual([CREDENTIALS[0], settings]);
    },
  },
  {
    rule: "Secrets outlive a job that is deleted",
    source: "Microsoft Graph: Delete synchronizationJob",
    check: async () => {
      const { call: send, job } = await createJob();
      expect((await send("DELETE", job)).status).toBe(204);
      expect(items(await send("GET", "/jobs"))).toEqual([]);
      expect(items(await send("GET", "/secrets"))).toHaveLength(2);
    },
  },
  {
    rule: "acquireAccessToken needs the keys of an authorization code",
    source: "Microsoft Graph: synchronization: acquireAccessToken, request body",
    check: async () => {
      const { call: send } = createApplication();
      const keys = ["Oauth2ClientId", "Oauth2ClientSecret", "Oauth2AuthorizationCode", "Oauth2RedirectUri"];
      const credentials = keys.map((key) => ({ key, value: "x" }));
      expect((await send("POST", "/acquireAccessToken", { credentials })).status).toBe(204);
      const incomplete = await send("POST", "/acquireAccessToken", { credentials: credentials.slice(1) });
      expect(innerFailure(incomplete)).toBe("400 UnknownError InvalidCredentials");
    },
  },
];
