/** The answers of the emulator have the types that Microsoft publishes for Graph. */
import type { User } from "@microsoft/microsoft-graph-types";
import { describe, expect, it } from "vitest";
import { createGraphEmulator } from "../../../src/testing/index.ts";
import { call, items, readRound } from "./graph-calls.ts";
import { type Sample, typeProblems } from "./graph-types.ts";

/** Answers about users, groups, deleted items, the application and its assignments. */
async function directorySamples(): Promise<readonly Sample[]> {
  const graph = createGraphEmulator({ users: 12, behavior: { replays: 0, pageSize: 100 } });
  const [first = "", ...others] = [...graph.users.ids()];
  const group = graph.groups.create({ displayName: "Hosts", members: others });
  graph.assignments.add(first);
  graph.assignments.add(group);
  graph.users.delete(others[4] ?? "");
  const lists = [
    { type: "User", path: "/users?$expand=manager($select=id)&$top=999" },
    { type: "User", path: `/groups/${group}/members` },
    { type: "User", path: "/directory/deletedItems/microsoft.graph.user" },
    { type: "Group", path: "/groups" },
    { type: "ServicePrincipal", path: "/servicePrincipals" },
    { type: "AppRoleAssignment", path: `/servicePrincipals/${graph.servicePrincipalId}/appRoleAssignedTo` },
  ];
  const listed = await Promise.all(
    lists.map(async ({ type, path }) => items(await call(graph, path)).map((value) => ({ type, value }))),
  );
  const rounds = await Promise.all([
    readRound(graph, "/users/delta?$select=displayName,accountEnabled,manager,createdDateTime,city"),
    readRound(graph, "/groups/delta?$select=displayName,members,groupTypes,securityEnabled"),
  ]);
  const [users, groups] = rounds.map(({ items: found }) => found);
  return [
    ...listed.flat(),
    ...(users ?? []).map((value) => ({ type: "User", value })),
    ...(groups ?? []).map((value) => ({ type: "Group", value })),
    { type: "User", value: (await call(graph, `/users/${others.at(-1)}/manager`)).body },
  ];
}

describe("answers of the emulator of Microsoft Graph", () => {
  it("have Microsoft's types", async () => {
    const samples = await directorySamples();
    expect(samples.length).toBeGreaterThan(35);
    expect(typeProblems(samples)).toEqual([]);
  }, 30_000);

  it("are as a test describes them with those types", async () => {
    const graph = createGraphEmulator();
    const ada: User = { displayName: "Ada", accountEnabled: false, businessPhones: ["+32 2 555 0100"] };
    const id = graph.users.create({ ...ada });
    const path = `/users/${id}?$select=displayName,accountEnabled,businessPhones`;
    expect((await call(graph, path)).body).toMatchObject(ada);
  });

  it("are compared with those types, property by property", () => {
    const samples = [
      { type: "User", value: { displayNam: "Ada" } },
      { type: "User", value: { accountEnabled: "yes" } },
    ];
    expect(typeProblems(samples)).toEqual([
      expect.stringContaining("User: Object literal may only specify known properties"),
      expect.stringContaining("User: Type 'string' is not assignable to type"),
    ]);
  }, 30_000);
});
