/** Conditional requests: `If-Match` and `If-None-Match`. */
import { describe, expect, it } from "vitest";
import type { ResourceType } from "../../../src/models/index.ts";
import { fullProfile, MemoryStore, type Store } from "../../../src/server/index.ts";
import { createService } from "../service.ts";

describe("conditional requests (RFC 7644 §3.14)", () => {
  const title = (value: string) => [{ op: "replace", path: "title", value }];

  it.each([
    ['W/"1"', 304],
    ['"1"', 304],
    ['W/"7", W/"1"', 304],
    ["*", 304],
    ['W/"2"', 200],
    ['W/"11"', 200],
  ])("If-None-Match: %s on GET of version 1 is %i", async (header, status) => {
    const service = createService();
    await service.user();
    const answer = await service.get("/Users/id-1", { "if-none-match": header });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("etag")).toBe('W/"1"');
    if (status === 304) expect(answer.text).toBe("");
  });

  it.each(["PUT", "PATCH", "DELETE"])("If-Match decides whether a %s runs", async (method) => {
    const service = createService();
    await service.user({ userName: "ada" });
    const body = { PUT: { userName: "ada", title: "b" }, PATCH: { Operations: title("b") }, DELETE: undefined }[method];
    const send = (version: string) => service.call(method, "/Users/id-1", { body, headers: { "if-match": version } });
    expect(await send('W/"9"')).toMatchObject({ status: 412, body: { status: "412" } });
    expect((await service.get("/Users/id-1")).body).not.toHaveProperty("title");
    expect([200, 204]).toContain((await send('W/"1"')).status);
  });

  describe.each(["PUT", "PATCH", "DELETE"])("on a %s of version 1", (method) => {
    const body = { PUT: { userName: "ada", title: "b" }, PATCH: { Operations: title("b") }, DELETE: undefined }[method];
    const done = method === "DELETE" ? 204 : 200;

    // RFC 9110 §13.1.2, and §13.2.2 for both headers: If-Match goes first, and both must hold.
    it.each([
      [{ "if-none-match": "*" }, 412],
      [{ "if-none-match": 'W/"1"' }, 412],
      [{ "if-none-match": '"1"' }, 412],
      [{ "if-none-match": 'W/"7", W/"1"' }, 412],
      [{ "if-none-match": 'W/"2"' }, done],
      [{ "if-match": 'W/"1"', "if-none-match": 'W/"2"' }, done],
      [{ "if-match": 'W/"1"', "if-none-match": "*" }, 412],
      [{ "if-match": 'W/"9"', "if-none-match": 'W/"2"' }, 412],
      [{ "if-match": "*" }, done],
    ])("%o is %i", async (headers, status) => {
      const service = createService();
      await service.user({ userName: "ada" });
      expect((await service.call(method, "/Users/id-1", { body, headers })).status).toBe(status);
      const after = await service.get("/Users/id-1");
      if (status === 412) expect(after.body).toMatchObject({ meta: { version: 'W/"1"' } });
      expect(after.status).toBe(status === done && method === "DELETE" ? 404 : 200);
    });

    it("an unknown id gets 404, whatever the precondition", async () => {
      const headers = { "if-none-match": "*" };
      expect((await createService().call(method, "/Users/id-1", { body, headers })).status).toBe(404);
    });

    it.each([
      ["if-match", "*", done],
      ["if-none-match", 'W/"2"', 412],
    ])("%s: %s is checked again when another writer was faster", async (name, value, status) => {
      const store = new MemoryStore();
      let isFirst = true;
      const overtaken: Store = {
        get: (tenant, type, id, context) => store.get(tenant, type, id, context),
        query: (tenant, type, query, context) => store.query(tenant, type, query, context),
        insert: (tenant, type, resource) => store.insert(tenant, type, resource),
        replace: (tenant, type, resource, expected) => {
          overtake(tenant, type, String(resource["id"]));
          return store.replace(tenant, type, resource, expected);
        },
        delete: (tenant, type, id, expected) => {
          overtake(tenant, type, id);
          return store.delete(tenant, type, id, expected);
        },
      };
      const overtake = (tenant: string, type: ResourceType, id: string): void => {
        const resource = store.get(tenant, type, id);
        if (!isFirst || resource === undefined) return;
        isFirst = false;
        const meta = { resourceType: "User", version: 'W/"2"' };
        store.replace(tenant, type, { ...resource, displayName: "faster", meta }, 'W/"1"');
      };
      const service = createService({ store: overtaken });
      await service.user({ userName: "ada" });
      const answer = await service.call(method, "/Users/id-1", { body, headers: { [name]: value } });
      expect(answer.status).toBe(status);
    });
  });

  it("If-Match decides whether a GET runs, before If-None-Match", async () => {
    const service = createService();
    await service.user();
    expect((await service.get("/Users/id-1", { "if-match": 'W/"1"' })).status).toBe(200);
    expect((await service.get("/Users/id-1", { "if-match": 'W/"9"', "if-none-match": 'W/"1"' })).status).toBe(412);
  });

  it("eight PATCHes with the same version get one success and seven 412", async () => {
    const service = createService();
    await service.user();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        service.patch("/Users/id-1", title(`t${index}`), { "if-match": 'W/"1"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  });

  it("a service without ETags returns no version and ignores preconditions", async () => {
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, etag: false } };
    const service = createService({ profile });
    await service.user();
    const answer = await service.get("/Users/id-1", { "if-none-match": "*" });
    expect(answer.status).toBe(200);
    expect(answer.headers.has("etag")).toBe(false);
    expect(answer.body["meta"]).not.toHaveProperty("version");
    expect((await service.patch("/Users/id-1", title("b"), { "if-match": 'W/"9"' })).status).toBe(200);
  });
});
