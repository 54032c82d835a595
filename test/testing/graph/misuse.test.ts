/** What the emulator of Microsoft Graph refuses of a test. */
import { describe, expect, it } from "vitest";
import { createGraphEmulator, type GraphEmulatorOptions } from "../../../src/testing/index.ts";

const INVALID: readonly { readonly name: string; readonly options: GraphEmulatorOptions }[] = [
  { name: "seed", options: { seed: 0.5 } },
  { name: "journalLimit", options: { journalLimit: -1 } },
  { name: "users", options: { users: -1 } },
  { name: "root", options: { root: "graph.microsoft.com" } },
  { name: "property nmae", options: { users: [{ nmae: "Ada" }] } },
  { name: "objects", options: { users: [{ id: "a" }, { id: "a" }] } },
  { name: "throttle", options: { throttle: { units: 0, seconds: 10 } } },
  { name: "behavior.pageSize", options: { behavior: { pageSize: 0 } } },
  { name: "behavior.pageSize", options: { behavior: { pageSize: { min: 3, max: 2 } } } },
  { name: "behavior.replays", options: { behavior: { replays: 2 } } },
  { name: "behavior.deltaLag", options: { behavior: { deltaLag: -1 } } },
  { name: "manager", options: { users: [{ manager: "none" }] } },
  { name: "member", options: { groups: [{ members: ["none"] }] } },
  { name: "principal", options: { assignments: [{ principal: "none" }] } },
  { name: "runCycles", options: { runCycles: true } },
  { name: "gallery", options: { gallery: [{ displayName: "" }] } },
  { name: "secrets", options: JSON.parse('{ "secrets": "keep" }') },
  { name: "onDemandKey", options: JSON.parse('{ "onDemandKey": "JSON" }') },
  { name: "validationErrors", options: JSON.parse('{ "validationErrors": true }') },
  { name: "targetFetch", options: JSON.parse('{ "targetFetch": "https://api.proxyclick.com" }') },
  { name: "role", options: { users: [{ id: "a" }], assignments: [{ principal: "a", role: "Guest" }] } },
];

describe("the emulator of Microsoft Graph", () => {
  it.each(INVALID)("refuses an invalid option: $name", ({ name, options }) => {
    expect(() => createGraphEmulator(options)).toThrow(RangeError);
    expect(() => createGraphEmulator(options)).toThrow(name);
  });

  it("refuses changes of objects that do not exist, and unknown properties", () => {
    const graph = createGraphEmulator({ users: 1 });
    const [id = ""] = [...graph.users.ids()];
    const group = graph.groups.create({ displayName: "Hosts" });
    expect(() => graph.users.update("none", { displayName: "Ada" })).toThrow("no active user");
    expect(() => graph.users.update(id, { nmae: "Ada" })).toThrow("no such property");
    expect(() => graph.users.restore(id)).toThrow("no deleted user");
    expect(() => graph.groups.addMember(group, "none")).toThrow("no object with this id");
    expect(() => graph.assignments.add("none")).toThrow("no object with this id");
    expect(() => graph.assignments.remove(id)).toThrow("not assigned");
    expect(() => graph.users.create({ id })).toThrow("has it already");
  });
});
