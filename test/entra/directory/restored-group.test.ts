/** A group that is restored while its assignment was listed all the time, from a Graph that is written out here. */
import { expect, it } from "vitest";
import { entraDirectory } from "../../../src/entra/index.ts";
import { MemoryMirror } from "../../../src/provisioning/mirror/memory-mirror.ts";

const ROOT = "https://graph.example";
const [APPLICATION, ROLE, GROUP, USER] = ["a", "b", "c", "d"].map(
  (digit) => `${digit.repeat(8)}-0000-4000-8000-${"0".repeat(12)}`,
);
const ASSIGNMENT = { principalId: GROUP, principalType: "Group", appRoleId: ROLE };
const MEMBERS = { "members@delta": [{ "@odata.type": "#microsoft.graph.user", id: USER }] };
const ITEM = { id: GROUP, displayName: "Hosts", securityEnabled: true };

/** Answers of `groups/delta` in turn, without the links. */
const ANSWERS: readonly (readonly unknown[] | number)[] = [
  [{ ...ITEM, ...MEMBERS }],
  // The link has expired, and the full read does not list the group: it is deleted.
  410,
  [],
  // It is back, and its members, whom the full read did not list, are read; which fails at first.
  [ITEM],
  503,
  [ITEM],
  [{ ...ITEM, ...MEMBERS }],
];

/** The source, over the answers. */
function newSource() {
  const answers = [...ANSWERS];
  const answer = (path: string): readonly unknown[] | number | object => {
    if (path === "/groups/delta") return answers.shift() ?? 500;
    if (path.endsWith("/appRoleAssignedTo")) return [ASSIGNMENT];
    return path === "/users/delta" ? [{ id: USER, displayName: "Ada" }] : { id: APPLICATION, displayName: "App" };
  };
  return entraDirectory({
    credential: async () => "token",
    graph: ROOT,
    servicePrincipalId: APPLICATION ?? "",
    retry: { limit: 0 },
    fetch: async ({ url }) => {
      const { pathname } = new URL(url);
      const found = answer(pathname.slice("/v1.0".length));
      if (typeof found === "number") return Response.json({ error: { code: "Error" } }, { status: found });
      const links = { "@odata.deltaLink": `${ROOT}${pathname}?$deltatoken=1` };
      return Response.json(Array.isArray(found) ? { value: found, ...links } : found);
    },
  });
}

it("gives its members their roles again, also when its members could not be read at first", async () => {
  const source = newSource();
  const mirror = new MemoryMirror();
  let watermark: string | undefined;
  const rolesAfterCycle = async (): Promise<number | undefined> => {
    const assignments = await source.assignments?.({ watermark, mirror });
    for await (const event of source.read({ watermark, mirror, attributes: ["displayName"] }))
      if (event.kind === "end") ({ watermark } = event);
    return assignments?.rolesOf(USER ?? "").length;
  };
  expect(await rolesAfterCycle()).toBe(1);
  expect(await rolesAfterCycle()).toBe(0);
  await expect(rolesAfterCycle()).rejects.toThrow(/503/);
  expect(await rolesAfterCycle()).toBe(1);
});
