/** What is kept of a resource that was shown never outlives what decides how it is shown. */
import { describe, expect, it } from "vitest";
import { ShownCache } from "../../../src/server/resource/shown-cache.ts";
import { BASE, createService, ORIGIN, resources, TOKEN } from "../service.ts";

describe("a list that is asked for again", () => {
  it("shows what has changed", async () => {
    const service = createService();
    const id = await service.user({ displayName: "Zoë 山田 😀" });
    const first = await service.get("/Users");
    expect((await service.get("/Users")).text).toBe(first.text);
    expect(resources(first)).toEqual([(await service.get(`/Users/${id}`)).body]);
    await service.patch(`/Users/${id}`, [{ op: "replace", path: "title", value: "Tsar" }]);
    expect(resources(await service.get("/Users"))).toEqual([(await service.get(`/Users/${id}`)).body]);
  });

  it("shows the groups of the moment", async () => {
    const service = createService();
    const id = await service.user();
    const other = await service.user();
    await service.get("/Users");
    const { body: group } = await service.post("/Groups", { displayName: 'Staff "A"', members: [{ value: id }] });
    const alone = async (user: string) => (await service.get(`/Users/${user}`)).body;
    expect(resources(await service.get("/Users"))).toEqual([await alone(id), await alone(other)]);
    expect((await alone(id))["groups"]).toHaveLength(1);
    await service.call("DELETE", `/Groups/${group["id"]}`);
    expect(resources(await service.get("/Users"))[0]).not.toHaveProperty("groups");
  });

  it("names the locations under which this client reaches the service", async () => {
    const service = createService();
    await service.user();
    for (const origin of [ORIGIN, "https://other.example", ORIGIN]) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await service.handler(new Request(`${origin}${BASE}/Users`, { headers }));
      const { Resources } = await answer.json();
      expect(Resources[0].meta.location).toMatch(`${origin}${BASE}/Users/`);
    }
  });

  it("shows what the parameters ask for, whatever was shown before", async () => {
    const service = createService();
    const id = await service.user({ title: "Tsar" });
    await service.get("/Users");
    expect(resources(await service.get("/Users?excludedAttributes=title"))[0]).not.toHaveProperty("title");
    expect(resources(await service.get("/Users?attributes=title"))).toEqual([
      expect.objectContaining({ id, title: "Tsar" }),
    ]);
    expect(resources(await service.get("/Users"))[0]).toHaveProperty("userName");
  });
});

it("keeps a bounded part, and what is asked for again the longest", () => {
  const cache = new ShownCache();
  const text = JSON.stringify("é".repeat(10_000));
  const all = Array.from({ length: 2_000 }, () => ({}));
  for (const resource of all) {
    cache.keep(resource, "/Users/", text);
    if (all[0] !== undefined) cache.find(all[0], "/Users/");
  }
  const kept = all.filter((resource) => cache.find(resource, "/Users/") !== undefined);
  expect(kept.length).toBeLessThan(500);
  expect(kept).toContain(all[0]);
  expect(cache.find(all.at(-1) ?? {}, "/Groups/")).toBeUndefined();
});
