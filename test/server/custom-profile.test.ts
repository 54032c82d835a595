/** A custom profile in the handler: its rules hold for every kind of write, and its refused endpoints answer. */
import { describe, expect, it } from "vitest";
import { fullProfile, type Limitation, type ServiceProfile } from "../../src/server/index.ts";
import { createService } from "./service.ts";

const EMPLOYEE_TITLE: Limitation = {
  code: "employee_title",
  explanation: "A title starts with a capital letter; a user of type Employee has one.",
  basis: "fact",
  check({ userType, title }) {
    if (userType !== "Employee" || typeof title === "string") return [];
    return [{ code: "employee_title", path: "title", message: "an employee needs a title" }];
  },
  repair(resource) {
    const { title } = resource;
    return typeof title === "string"
      ? { ...resource, title: title.slice(0, 1).toUpperCase() + title.slice(1) }
      : resource;
  },
};

const standard = fullProfile();
const profile: ServiceProfile = {
  ...standard,
  name: "Contoso HR",
  limitations: [EMPLOYEE_TITLE],
  refusedEndpoints: [{ endpoint: "/Groups", code: "no_groups", explanation: "Contoso HR has no groups.", status: 501 }],
};

const ADA = { userName: "ada@contoso.com", userType: "Employee", title: "analyst" };
const REJECTED = {
  status: 400,
  body: { scimType: "invalidValue", detail: "title: an employee needs a title" },
};

describe("a custom rule", () => {
  it("repairs what a POST, PUT or PATCH writes", async () => {
    const service = createService({ profile });
    const created = await service.post("/Users", ADA);
    expect(created).toMatchObject({ status: 201, body: { title: "Analyst" } });
    const path = `/Users/${created.body["id"]}`;
    expect(await service.put(path, { ...ADA, title: "engineer" })).toMatchObject({ body: { title: "Engineer" } });
    const patched = await service.patch(path, [{ op: "replace", path: "title", value: "director" }]);
    expect(patched).toMatchObject({ status: 200, body: { title: "Director" } });
    expect(await service.get(path)).toMatchObject({ body: { title: "Director" } });
  });

  it("rejects what it cannot repair, and leaves the stored resource unchanged", async () => {
    const service = createService({ profile });
    const { title: _, ...untitled } = ADA;
    expect(await service.post("/Users", untitled)).toMatchObject(REJECTED);
    const id = await service.user(ADA);
    expect(await service.put(`/Users/${id}`, untitled)).toMatchObject(REJECTED);
    expect(await service.patch(`/Users/${id}`, [{ op: "remove", path: "title" }])).toMatchObject(REJECTED);
    expect(await service.get(`/Users/${id}`)).toMatchObject({ body: { title: "Analyst", meta: { version: 'W/"1"' } } });
    expect(service.errors).toEqual([]);
  });

  it("holds for each operation of a bulk request", async () => {
    const service = createService({ profile });
    const operations = [ADA, { userName: "bob@contoso.com", userType: "Employee" }].map((data, index) => ({
      method: "POST",
      path: "/Users",
      bulkId: `user-${index}`,
      data,
    }));
    const answer = await service.post("/Bulk", { Operations: operations });
    expect(answer).toMatchObject({
      body: { Operations: [{ status: "201" }, { status: "400", response: REJECTED.body }] },
    });
  });
});

it("a refused endpoint with a custom code answers with its explanation", async () => {
  const answer = await createService({ profile }).post("/Groups", { displayName: "staff" });
  expect(answer).toMatchObject({ status: 501, body: { detail: "Contoso HR has no groups." } });
});
