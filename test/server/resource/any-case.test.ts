/** Names of operations and parameters in any case, and what `/Schemas` says about members. */
import { describe, expect, it } from "vitest";
import { GROUP_SCHEMA, PATCH_OP } from "../../../src/urns.ts";
import { createService } from "../service.ts";

describe("names in a request have any case", () => {
  it("those of PATCH operations", async () => {
    const service = createService();
    const id = await service.user({ userName: "ada" });
    const body = { SCHEMAS: [PATCH_OP], operations: [{ Op: "Replace", Path: "active", Value: "False" }] };
    expect(await service.call("PATCH", `/Users/${id}`, { body })).toMatchObject({
      status: 200,
      body: { active: false },
    });
  });

  it("those of PATCH operations in a bulk request", async () => {
    const service = createService();
    const data = { Operations: [{ Op: "Add", Path: "members", Value: [{ value: "bulkId:u" }] }] };
    const answer = await service.post("/Bulk", {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
      Operations: [
        { method: "POST", path: "/Groups", bulkId: "g", data: { displayName: "Guides" } },
        { method: "PATCH", path: "/Groups/bulkId:g", data },
        { method: "POST", path: "/Users", bulkId: "u", data: { userName: "ada" } },
      ],
    });
    expect(answer.text).not.toContain('"400"');
    const groups = await service.get("/Groups");
    expect(groups.body).toMatchObject({ Resources: [{ members: [{ type: "User" }] }] });
  });

  it.each([
    ["FILTER=userName%20eq%20%22ada%22&STARTINDEX=1&Count=5", ["ada"]],
    ["SortBy=userName&sortorder=descending&aadOptscim062020", ["bob", "ada"]],
    ["StartIndex=2&count=1&sortby=userName", ["bob"]],
  ])("those of query parameters: %s", async (query, names) => {
    const service = createService();
    for (const userName of ["bob", "ada"]) await service.user({ userName });
    const { body } = await service.get(`/Users?${query}`);
    expect(Object(body["Resources"]).map(({ userName }: { userName: string }) => userName)).toEqual(names);
  });

  it("those of projections", async () => {
    const service = createService();
    const id = await service.user({ userName: "ada", title: "Countess" });
    const { body } = await service.get(`/Users/${id}?Attributes=title`);
    expect(body).toMatchObject({ title: "Countess" });
    expect(body).not.toHaveProperty("userName");
  });
});

it("/Schemas publishes the parts of a member that the service sets as readOnly", async () => {
  const { body } = await createService().get(`/Schemas/${GROUP_SCHEMA}`);
  const members = Object(body["attributes"]).find(({ name }: { name: string }) => name === "members");
  const mutability = members.subAttributes.map((part: Record<string, string>) => [part["name"], part["mutability"]]);
  expect(Object.fromEntries(mutability)).toEqual({
    value: "immutable",
    $ref: "immutable",
    display: "readOnly",
    type: "readOnly",
  });
});
