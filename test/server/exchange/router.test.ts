/** Routing: unknown paths, methods, and base paths. */
import { describe, expect, it } from "vitest";
import { UserType } from "../../../src/models/index.ts";
import { fullProfile, proxyclickProfile } from "../../../src/server/index.ts";
import { ERROR_MESSAGE } from "../../../src/urns.ts";
import { createService } from "../service.ts";

describe("endpoints", () => {
  it.each(["/Nothing", "/users", "/Users/id-1/name", "/Bulk/1", "/__proto__", "/constructor/prototype"])(
    "%s gets 404 as a SCIM error",
    async (path) => {
      const service = createService();
      await service.user();
      const answer = await service.get(path);
      expect(answer).toMatchObject({ status: 404, body: { schemas: [ERROR_MESSAGE], status: "404" } });
      expect(answer.headers.get("content-type")).toBe("application/scim+json");
    },
  );

  it.each(["/scim/v22/Users", "/scim/v2x", "/other", "/", "/scim"])("%s is not below the base path", async (path) => {
    const { handler } = createService();
    const response = await handler(
      new Request(`https://x.test${path}`, { headers: { authorization: "Bearer correct-horse" } }),
    );
    expect(response.status).toBe(404);
  });

  it.each([
    ["a slash at the end", "/Users/"],
    ["a doubled slash", "//Users"],
    ["Entra's flag", "/Users?aadOptscim062020"],
    ["Entra's flag before other parameters", "/Users?aadOptscim062020&count=5"],
    ["an unknown parameter", "/Users?x=1&__proto__=2"],
  ])("%s is no matter", async (_, path) => {
    const service = createService();
    await service.user();
    expect(await service.get(path)).toMatchObject({ status: 200, body: { totalResults: 1 } });
  });

  it.each([
    "/%55sers",
    "/%47roups",
    "/Group%73/x",
    "/Users/%2Esearch",
    "/%2esearch",
    "/%42ulk",
    "/%4De",
    "/Schema%73",
    "/%53chemas/x",
    "//%55sers/id-1",
  ])("%s, an endpoint with an encoded name, is refused for every method", async (path) => {
    const service = createService();
    await service.user();
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await service.call(method, path);
      expect([method, answer.status, answer.text.includes("percent encoding")]).toEqual([method, 400, true]);
    }
  });

  it("an endpoint with an encoded name is refused where the profile refuses the endpoint, and in a bulk request", async () => {
    expect((await createService({ profile: proxyclickProfile() }).get("/%47roups")).status).toBe(400);
    const Operations = [{ method: "POST", path: "/%55sers", data: { userName: "ada" } }];
    const { body } = await createService().post("/Bulk", { Operations });
    expect(body).toMatchObject({ Operations: [{ status: "400" }] });
  });

  it.each(["/Users/id-1", "/Users/%69d-1", "/Users/%69%64%2D%31", "/Users/%69%64%2d%31/", "//Users//id-1"])(
    "an id may be encoded in any way: %s",
    async (path) => {
      const service = createService();
      await service.user();
      expect(await service.get(path)).toMatchObject({ status: 200, body: { id: "id-1" } });
    },
  );

  it("an invalid percent encoding gets 400", async () => {
    expect((await createService().get("/Users/%zz")).status).toBe(400);
  });

  it.each([
    ["/Users", "DELETE", "GET, HEAD, POST, OPTIONS"],
    ["/Users", "PUT", "GET, HEAD, POST, OPTIONS"],
    ["/Users/id-1", "POST", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"],
    ["/ServiceProviderConfig", "POST", "GET, HEAD, OPTIONS"],
    ["/Schemas/x", "DELETE", "GET, HEAD, OPTIONS"],
    ["/Bulk", "GET", "POST, OPTIONS"],
  ])("%s responds to %s with 405 and Allow: %s", async (path, method, allow) => {
    const answer = await createService().call(method, path);
    expect(answer).toMatchObject({ status: 405, body: { schemas: [ERROR_MESSAGE], status: "405" } });
    expect(answer.headers.get("allow")).toBe(allow);
    const options = await createService().call("OPTIONS", path);
    expect(options).toMatchObject({ status: 204, text: "" });
    expect(options.headers.get("allow")).toBe(allow);
  });

  it.each(["/Users", "/Users/id-1", "/Users/nobody", "/Schemas"])(
    "HEAD of %s is GET without the body",
    async (path) => {
      const service = createService();
      await service.user();
      const [head, get] = [await service.call("HEAD", path), await service.get(path)];
      expect(head.text).toBe("");
      expect(head.status).toBe(get.status);
      expect([...head.headers]).toEqual([...get.headers]);
    },
  );

  it.each([
    ["/Groups", { profile: proxyclickProfile() }],
    ["/Groups/x", { profile: proxyclickProfile() }],
    ["/Me", {}],
  ])("%s, a refused endpoint, also refuses OPTIONS", async (path, options) => {
    const answer = await createService(options).call("OPTIONS", path);
    expect([answer.status, answer.headers.get("allow")]).toEqual([501, null]);
  });

  it("/Bulk gets 501 from a service without bulk requests", async () => {
    const profile = { ...fullProfile(), capabilities: { ...fullProfile().capabilities, bulk: false as const } };
    expect((await createService({ profile }).post("/Bulk", { Operations: [] })).status).toBe(501);
  });

  it.each(["", "/", "/scim", "/a/b/c/"])("a handler may be mounted at %j", async (basePath) => {
    const service = createService({ basePath });
    const path = `${basePath.endsWith("/") ? "" : "/"}Users`;
    const answer = await service.post(path, { userName: "a" });
    expect(answer.status).toBe(201);
    const trimmed = basePath.endsWith("/") ? basePath.slice(0, -1) : basePath;
    expect(answer.headers.get("location")).toBe(`https://scim.example${trimmed}/Users/id-1`);
  });

  it("any resource type of the profile has its own endpoint and its own resources", async () => {
    const robots = { ...UserType, name: "Robot", endpoint: "/Robots" };
    const service = createService({ profile: { ...fullProfile(), resourceTypes: [UserType, robots] } });
    await service.post("/Users", { userName: "r2" });
    const answer = await service.post("/Robots", { userName: "r2" });
    expect(answer).toMatchObject({ status: 201, body: { meta: { resourceType: "Robot" } } });
    expect((await service.get("/Robots")).body["totalResults"]).toBe(1);
    expect((await service.get("/Groups")).status).toBe(404);
  });
});
