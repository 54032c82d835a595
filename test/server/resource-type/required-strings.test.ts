/** Blank values of required strings. */
import { expect, it } from "vitest";
import { z } from "zod";
import { defineResourceType, required, User } from "../../../src/models/index.ts";
import { fullProfile, MemoryStore } from "../../../src/server/index.ts";
import { createService } from "../service.ts";

const refusal = { status: 400, body: { scimType: "invalidValue" } };

// RFC 7643 §4.1.1: a user name is not empty.
it.each(["", " ", "\t\n", "\u00a0", "\u3000 "])("a required string of %j is rejected in every write", async (blank) => {
  const service = createService();
  const id = await service.user({ userName: "ada" });
  expect(await service.post("/Users", { userName: blank })).toMatchObject(refusal);
  expect(await service.post("/Groups", { displayName: blank })).toMatchObject(refusal);
  expect(await service.put(`/Users/${id}`, { userName: blank })).toMatchObject(refusal);
  expect(await service.patch(`/Users/${id}`, [{ op: "replace", path: "userName", value: blank }])).toMatchObject(
    refusal,
  );
  expect((await service.get(`/Users/${id}`)).body).toMatchObject({ userName: "ada" });
});

it("one of an extension too", async () => {
  const BADGE = "urn:example:badge";
  const type = defineResourceType({
    name: "User",
    endpoint: "/Users",
    schema: User,
    extensions: { [BADGE]: z.object({ number: required(z.string(), { description: "Number on the badge." }) }) },
  });
  const service = createService({ profile: { ...fullProfile(), resourceTypes: [type] } });
  const user = (number: string) => ({ userName: "ada", [BADGE]: { number } });
  expect(await service.post("/Users", user(" "))).toMatchObject(refusal);
  expect((await service.post("/Users", user(" 7 "))).status).toBe(201);
});

it("other strings may be blank, and a stored blank one does not prevent changes to the rest", async () => {
  const store = new MemoryStore();
  const profile = fullProfile();
  const [users] = profile.resourceTypes;
  if (users === undefined) throw new Error("the profile has no types");
  const meta = { resourceType: "User", version: 'W/"1"' };
  store.insert("default", users, { schemas: [users.schema], id: "1", userName: " ", meta });
  const service = createService({ store, profile });
  expect((await service.post("/Users", { userName: "a", title: " " })).status).toBe(201);
  expect((await service.patch("/Users/1", [{ op: "replace", path: "active", value: false }])).status).toBe(200);
});
