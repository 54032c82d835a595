/** Items of Graph with ids that nothing can be stored under. */
import { expect, it } from "vitest";
import { readGroupChange } from "../../../src/entra/directory/items/group-changes.ts";
import { readUserChange } from "../../../src/entra/directory/items/user-changes.ts";

it.each([undefined, null, 5, "", " "])("an item with the id %j says nothing", (id) => {
  expect(readUserChange({ id, displayName: "Ada" }, new Set(["displayName"]))).toBeUndefined();
  expect(readGroupChange({ id, displayName: "Hosts" })).toBeUndefined();
  expect(readGroupChange({ id: "hosts", "members@delta": [{ id }] })).toMatchObject({ added: [], removed: [] });
});
