/**
 * What ends a whole cycle.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { ScimError, ScimRequestError } from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;

beforeEach(() => {
  world = newWorld([person("ada"), person("bob"), person("eve")]);
});

describe("what concerns the whole job", () => {
  it("is thrown, and the cycle stops: the credentials are refused", async () => {
    const call = { method: "POST", requestPath: "/Users", attempts: 1 };
    const error = new ScimRequestError("wrong token", { code: "unauthorized", status: 401, ...call });
    world.target.failOn = { text: "POST", error };
    let probes = 0;
    Object.assign(world.target, {
      testConnection: async () => {
        probes += 1;
        if (probes > 1) throw error;
      },
    });
    await expect(world.job({ concurrency: 1 }).runCycle()).rejects.toMatchObject({ code: "unauthorized" });
    expect(world.target.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
    expect(await world.newEntries()).toEqual([]);
  });

  it("is one user's failure when the target refuses its credentials for that user only", async () => {
    world.directory.users = ["ada", "bob", "cy"].map((name) => person(name));
    const call = { method: "POST", requestPath: "/Users", attempts: 1 };
    const error = new ScimRequestError("blocked", { code: "unauthorized", status: 401, ...call });
    world.target.failOn = { text: "POST bob", error };
    expect((await world.job().runCycle()).counts).toMatchObject({ created: 2, failed: { Unauthorized: 1 } });
  });

  it("is thrown when the target has stopped answering, although it says that it is well", async () => {
    world.directory.users = Array.from({ length: 300 }, (_one, index) => person(`user${index}`));
    const slow = new ScimRequestError("no answer in time", {
      code: "timeout",
      status: 0,
      method: "POST",
      requestPath: "/Users",
      attempts: 1,
    });
    world.target.failOn = { text: "POST", error: slow };
    await expect(world.job().runCycle()).rejects.toMatchObject({ code: "timeout" });
    expect(world.target.calls.filter((call) => call.startsWith("POST")).length).toBeLessThan(220);
    world.target.failOn = undefined;
    expect((await world.job().runCycle()).counts).toMatchObject({ created: 300, failed: {} });
  });

  it.each([403, 500])("is thrown when a firewall or a proxy takes the place of the target (%i)", async (status) => {
    world.directory.users = Array.from({ length: 200 }, (_one, index) => person(`user${index}`));
    const call = { method: "POST", requestPath: "/Users", attempts: 1 };
    const error = new ScimRequestError("not SCIM", {
      code: status === 403 ? "forbidden" : "not_scim",
      status,
      ...call,
    });
    const { testConnection } = world.target;
    world.target.failOn = { text: "POST", error };
    let asked = 0;
    Object.assign(world.target, {
      testConnection: async () => {
        asked += 1;
        if (asked > 1) throw error;
      },
    });
    await expect(world.job().runCycle()).rejects.toBe(error);
    expect(world.target.calls.filter((made) => made.startsWith("POST")).length).toBeLessThan(60);
    expect((await world.job().status()).quarantine?.reason).toBe("EncounteredQuarantineException");
    Object.assign(world.target, { testConnection, failOn: undefined });
    expect((await world.job().runCycle()).counts).toMatchObject({ created: 200, failed: {} });
  });

  it("is not thrown when the target is well and cannot take some users, however many", async () => {
    world.directory.users = Array.from({ length: 200 }, (_one, index) =>
      person(`${index < 100 ? "bad" : "good"}${index}`),
    );
    world.target.failOn = { text: "POST bad", error: new ScimError("broken", { status: 500 }) };
    expect((await world.job().runCycle()).counts).toMatchObject({ created: 100, failed: { InternalServerError: 100 } });
  });

  it("is thrown when the target refuses everybody and says that it is well", async () => {
    world.directory.users = Array.from({ length: 5_100 }, (_one, index) => person(`user${index}`));
    world.target.failOn = { text: "POST", error: new ScimError("blocked", { status: 403 }) };
    await expect(world.job().runCycle()).rejects.toMatchObject({ code: "refused" });
    expect(world.target.calls.filter((made) => made.startsWith("POST")).length).toBeLessThan(5_020);
  });

  it("is thrown before any request: the source lacks an attribute", async () => {
    const attributes = [...BASIC_ATTRIBUTES, attribute("nickName", "Append([nick], [other])")];
    const job = world.job({ mapping: schema({ attributes }), strict: true });
    await expect(job.runCycle()).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringMatching(/"nick".*"other"/),
    });
    expect(world.target.calls).toEqual([]);
  });

  it("is ended by the signal after the users in flight", async () => {
    const controller = new AbortController();
    const summary = await world.job({ concurrency: 1 }).runCycle({
      signal: controller.signal,
      onProgress: ({ counts }) => {
        if (counts.created === 1) controller.abort();
      },
    });
    expect(summary.outcome).toBe("interrupted");
    expect(world.target.accounts.size).toBeLessThan(3);
    expect((await world.job().runCycle()).counts).toMatchObject({ failed: {} });
    expect(world.target.accounts.size).toBe(3);
    expect((await world.newEntries()).filter((entry) => entry.provisioningAction === "create")).toHaveLength(3);
  });

  it("is ended by the signal among the removals", async () => {
    await world.job({ deletionThreshold: "off" }).runCycle();
    world.directory.users = [person("new")];
    const controller = new AbortController();
    const summary = await world.job({ deletionThreshold: 10, concurrency: 1 }).runCycle({
      signal: controller.signal,
      onProgress: ({ counts }) => {
        if (counts.disabled === 1) controller.abort();
      },
    });
    expect(summary.outcome).toBe("interrupted");
    expect(summary.counts.disabled).toBeLessThan(3);
    const rest = await world.job({ deletionThreshold: 10 }).runCycle();
    expect(summary.counts.disabled + rest.counts.disabled).toBe(3);
  });
});
