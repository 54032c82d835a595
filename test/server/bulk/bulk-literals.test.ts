/** RFC 7644 §3.7.2: `bulkId:` begins a reference where the schema has one, and is text like any other elsewhere. */
import { expect, it } from "vitest";
import { BULK_REQUEST, ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../../src/urns.ts";
import { createService } from "../service.ts";

const texts = {
  displayName: "bulkId:a",
  title: "bulkId:self",
  nickName: "bulkId:",
  emails: [{ value: "bulkId:a", type: "work" }],
};

async function statuses(service: ReturnType<typeof createService>, operations: readonly unknown[]): Promise<unknown> {
  const answer = await service.post("/Bulk", { schemas: [BULK_REQUEST], Operations: operations });
  return JSON.parse(answer.text).Operations.map(({ status }: { status: string }) => status);
}

it("a string that looks like a reference is stored as it is where the attribute is not a reference", async () => {
  const service = createService();
  const operations = [
    { method: "POST", path: "/Users", bulkId: "self", data: { userName: "bulkId:a", ...texts } },
    { method: "POST", path: "/Users", bulkId: "a", data: { userName: "a" } },
    {
      method: "PATCH",
      path: "/Users/bulkId:a",
      data: {
        Operations: [
          { op: "add", path: "displayName", value: "bulkId:self" },
          { op: "add", path: 'emails[type eq "work"].value', value: "bulkId:self" },
          { op: "replace", path: 'emails[value eq "bulkId:self"].display', value: "bulkId:nobody" },
          { op: "add", value: { title: "bulkId:a", "name.givenName": "bulkId:a" } },
        ],
      },
    },
  ];
  expect(await statuses(service, operations)).toEqual(["201", "201", "200"]);
  expect((await service.get("/Users/id-1")).body).toMatchObject({ userName: "bulkId:a", ...texts });
  expect((await service.get("/Users/id-2")).body).toMatchObject({
    displayName: "bulkId:self",
    title: "bulkId:a",
    name: { givenName: "bulkId:a" },
    emails: [{ type: "work", value: "bulkId:self", display: "bulkId:nobody" }],
  });
});

it.each([
  [{ [ENTERPRISE_USER_SCHEMA]: { manager: { value: "bulkId:boss" } } }],
  [{ [`${ENTERPRISE_USER_SCHEMA}:manager`]: { VALUE: "bulkId:boss" } }],
  [{ [`${ENTERPRISE_USER_SCHEMA}:manager.value`]: "bulkId:boss" }],
  [{ [ENTERPRISE_USER_SCHEMA]: { manager: { $ref: "../Users/bulkId:boss", value: "bulkId:boss" } } }],
])("a reference is found in every spelling of its key: %j", async (data) => {
  const service = createService();
  const operations = [
    { method: "POST", path: "/Users", bulkId: "a", data: { userName: "a", displayName: "bulkId:boss", ...data } },
    { method: "POST", path: "/Users", bulkId: "boss", data: { [USER_SCHEMA]: { userName: "boss" } } },
  ];
  expect(await statuses(service, operations)).toEqual(["201", "201"]);
  const found = await service.get('/Users?filter=userName eq "a"');
  expect(found.body["Resources"]).toMatchObject([
    { displayName: "bulkId:boss", [ENTERPRISE_USER_SCHEMA]: { manager: { value: "id-1" } } },
  ]);
});

it("references in a cycle are completed, and strings beside them stay", async () => {
  const service = createService();
  const manager = (bulkId: string) => ({
    [ENTERPRISE_USER_SCHEMA]: { department: `bulkId:${bulkId}`, manager: { value: `bulkId:${bulkId}` } },
  });
  const operations = [
    { method: "POST", path: "/Users", bulkId: "a", data: { userName: "a", ...manager("b") } },
    { method: "POST", path: "/Users", bulkId: "b", data: { userName: "b", ...manager("a") } },
  ];
  expect(await statuses(service, operations)).toEqual(["201", "201"]);
  const [a, b] = [await service.get("/Users/id-1"), await service.get("/Users/id-2")];
  expect(a.body).toMatchObject({ [ENTERPRISE_USER_SCHEMA]: { department: "bulkId:b", manager: { value: "id-2" } } });
  expect(b.body).toMatchObject({ [ENTERPRISE_USER_SCHEMA]: { department: "bulkId:a", manager: { value: "id-1" } } });
});
