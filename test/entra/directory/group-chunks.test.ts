/** How assigned groups are divided among delta queries. */
import { describe, expect, it } from "vitest";
import { planChunks } from "../../../src/entra/directory/assignments/group-chunks.ts";

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_one, index) => `g${from + index}`);

let keys = 0;
const plan = (chunks: readonly (readonly string[])[], assigned: readonly string[]) =>
  planChunks(
    chunks.map((groups, index) => ({ key: `chunk${index}`, groups, link: `link${index}` })),
    new Set(assigned),
    () => {
      keys += 1;
      return `new${keys}`;
    },
  );

describe("the queries for assigned groups", () => {
  it.each<[string, readonly (readonly string[])[], readonly string[], number, number]>([
    ["none", [], [], 0, 0],
    ["new groups, 50 a query", [], ids(0, 120), 0, 3],
    ["the same groups", [ids(0, 50), ids(50, 60)], ids(0, 60), 2, 0],
    ["another group beside full queries", [ids(0, 50), ids(50, 100)], ids(0, 101), 2, 1],
    ["another group that fits into a query, which is read anew", [ids(0, 50), ids(50, 60)], ids(0, 61), 1, 1],
    ["fewer groups, in as few queries as they need", [ids(0, 50), ids(50, 100)], [...ids(0, 30), ...ids(50, 60)], 0, 1],
    ["no groups any more", [ids(0, 50)], [], 0, 0],
    ["the last group of a query", [ids(0, 50), ids(50, 51)], ids(0, 50), 1, 0],
  ])("are those of %s", (_what, chunks, assigned, kept, renewed) => {
    const planned = plan(chunks, assigned);
    const all = [...planned.kept, ...planned.renewed];
    expect(all.flatMap(({ groups }) => groups).sort()).toEqual([...assigned].sort());
    expect(all.length).toBeLessThanOrEqual(Math.ceil(assigned.length / 50));
    for (const { groups } of all) expect(groups.length).toBeLessThanOrEqual(50);
    expect(planned.dropped.length).toBe(chunks.length - planned.kept.length);
    expect([planned.kept.length, planned.renewed.length]).toEqual([kept, renewed]);
  });

  it("keep the link of a query that loses a group, and read the group anew when it is back", () => {
    const [smaller] = plan([ids(0, 10)], ids(0, 9)).kept;
    expect(smaller).toMatchObject({ key: "chunk0", link: "link0", groups: ids(0, 9) });
    const { kept, renewed } = plan([smaller?.groups ?? []], ids(0, 10));
    expect([...kept, ...renewed].flatMap(({ groups }) => groups).sort()).toEqual(ids(0, 10).sort());
    expect(renewed.flatMap(({ groups }) => groups)).toContain("g9");
  });
});
