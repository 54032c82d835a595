/** Changes that people make in a directory. */
import type { GraphEmulator } from "../../../src/testing/index.ts";
import type { Random } from "./random-choices.ts";

/** Most users that a company has at a time. */
const MAX_USERS = 60;
const MAX_GROUPS = 8;

type Change = (graph: GraphEmulator, random: Random) => void;

/** Makes one change, as far as there is something to change. */
export function changeDirectory(graph: GraphEmulator, random: Random): void {
  random.pick(CHANGES)(graph, random);
}

/** Ids of objects in a state. */
function idsIn(
  objects: GraphEmulator["users"] | GraphEmulator["groups"],
  state: "active" | "deleted",
  known: Iterable<string>,
): readonly string[] {
  return [...known].filter((id) => objects.get(id)?.state === state);
}

/** Ids that were ever seen, by emulator: deleted objects are in no list. */
const everSeen = new WeakMap<GraphEmulator, { readonly users: Set<string>; readonly groups: Set<string> }>();

function seenBy(graph: GraphEmulator) {
  const seen = everSeen.get(graph) ?? { users: new Set<string>(), groups: new Set<string>() };
  everSeen.set(graph, seen);
  for (const id of graph.users.ids()) seen.users.add(id);
  for (const id of graph.groups.ids()) seen.groups.add(id);
  return seen;
}

function anyUser(graph: GraphEmulator, random: Random, state: "active" | "deleted" = "active"): string | undefined {
  return random.any(idsIn(graph.users, state, seenBy(graph).users));
}

function anyGroup(graph: GraphEmulator, random: Random, state: "active" | "deleted" = "active"): string | undefined {
  return random.any(idsIn(graph.groups, state, seenBy(graph).groups));
}

const createUser: Change = ({ users }, random) => {
  const active = [...users.ids()];
  if (active.length >= MAX_USERS) return;
  const name = `u${random.below(1_000_000)}`;
  users.create({
    userPrincipalName: `${name}@contoso.com`,
    displayName: name,
    ...(random.chance(0.5) && { department: random.pick(["Sales", "Research"]) }),
    ...(random.chance(0.5) && { manager: random.any(active) ?? null }),
  });
};

const updateUser: Change = (graph, random) => {
  const id = anyUser(graph, random);
  if (id === undefined) return;
  const changes = random.pick<Readonly<Record<string, unknown>>>([
    { department: random.pick(["Sales", "Research", null]) },
    { accountEnabled: random.pick([true, false, null]) },
    { businessPhones: random.pick([[], ["+32 2 1"], ["+32 2 1", "+32 2 2"]]) },
    { displayName: `renamed ${random.below(1_000)}` },
    { manager: null },
    { manager: anyUser(graph, random) ?? null },
    { jobTitle: `not read ${random.below(1_000)}` },
  ]);
  graph.users.update(id, changes);
};

const createGroup: Change = (graph, random) => {
  const active = [...graph.groups.ids()];
  if (active.length >= MAX_GROUPS) return;
  const members = [...graph.users.ids()].filter(() => random.chance(0.3));
  graph.groups.create({ displayName: `g${random.below(1_000)}`, securityEnabled: random.chance(0.8), members });
};

const changeMember: Change = (graph, random) => {
  const group = anyGroup(graph, random);
  const member = random.chance(0.1) ? anyGroup(graph, random) : anyUser(graph, random);
  if (group === undefined || member === undefined || group === member) return;
  if (graph.groups.members(group).includes(member)) graph.groups.removeMember(group, member);
  else graph.groups.addMember(group, member);
};

const assign: Change = (graph, random) => {
  const principal = random.chance(0.5) ? anyGroup(graph, random) : anyUser(graph, random);
  if (principal === undefined) return;
  const held = graph.assignments.list().filter(({ principalId }) => principalId === principal);
  const given = random.any(held);
  if (given !== undefined && random.chance(0.5)) return graph.assignments.remove(principal, given.appRoleId);
  const role = random.pick(["User", "msiam_access"]);
  if (held.length < 1 || given === undefined) graph.assignments.add(principal, role);
};

const CHANGES: readonly Change[] = [
  createUser,
  createUser,
  updateUser,
  updateUser,
  updateUser,
  createGroup,
  changeMember,
  changeMember,
  changeMember,
  assign,
  assign,
  (graph, random) => {
    const id = anyUser(graph, random);
    if (id === undefined) return;
    // Whether a deleted user is still a manager depends on how the report is read: by a delta, or by itself.
    for (const other of [...graph.users.ids()])
      if (graph.users.get(other)?.["manager"] === id) graph.users.update(other, { manager: null });
    graph.users.delete(id);
  },
  (graph, random) => {
    const id = anyUser(graph, random, "deleted");
    if (id !== undefined) graph.users.restore(id);
  },
  (graph, random) => {
    const id = anyUser(graph, random, "deleted");
    if (id !== undefined && random.chance(0.5)) graph.users.purge(id);
  },
  (graph, random) => {
    const id = anyGroup(graph, random);
    if (id !== undefined) graph.groups.update(id, { securityEnabled: random.chance(0.7) });
  },
  (graph, random) => {
    const id = anyGroup(graph, random);
    if (id !== undefined && random.chance(0.4)) graph.groups.delete(id, { permanently: random.chance(0.3) });
  },
  (graph, random) => {
    const id = anyGroup(graph, random, "deleted");
    if (id !== undefined) graph.groups.restore(id);
  },
];
