/** Directories in Graph JSON: lists, delta rounds, and files that are rejected. */
import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GraphDirectoryOptions, graphDeltaDirectory, graphDirectory } from "../../../src/files/index.ts";
import type { DirectorySource, SourceEvent } from "../../../src/provisioning/ports/source.ts";
import { provisioningErrorOf } from "../../support/provisioning-error.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const CONTEXT = "https://graph.microsoft.com/v1.0/$metadata#users(id,mail,faxNumber)";
const NEXT = "https://graph.microsoft.com/v1.0/users?$skiptoken=";
const DELTA = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=";

type Paths = GraphDirectoryOptions["users"];

function list(users: readonly object[], nextLink?: string): object {
  return {
    "@odata.context": CONTEXT,
    ...(nextLink === undefined ? {} : { "@odata.nextLink": NEXT + nextLink }),
    value: users,
  };
}

function round(users: readonly object[], token: string): object {
  return { "@odata.context": CONTEXT, "@odata.deltaLink": DELTA + token, value: users };
}

const A = { id: "a", mail: "a@x" };
const B = { id: "b", mail: "b@x" };
const C = { id: "c", mail: "c@x" };

function json(...texts: readonly unknown[]): string {
  return folder.write("graph.json", texts.map((text) => JSON.stringify(text)).join("\n"));
}

async function eventsOf(source: DirectorySource, watermark?: string): Promise<SourceEvent[]> {
  const events: SourceEvent[] = [];
  for await (const event of source.read({ watermark })) events.push(event);
  return events;
}

/** Users as `id:mail`, removals as `-id:kind`. */
function shown(events: readonly SourceEvent[]): unknown[] {
  return events.flatMap((event) => {
    if (event.kind === "user") return [`${event.user.id}:${event.user.attributes["mail"]}`];
    return event.kind === "removed" ? [`-${event.id}:${event.removal}`] : [];
  });
}

async function mails(users: Paths): Promise<unknown[]> {
  const events = await eventsOf(graphDirectory({ users }));
  expect(events.at(-1)).toEqual({ kind: "end" });
  return shown(events);
}

async function attributesOf(user: object): Promise<object | undefined> {
  const [event] = await eventsOf(graphDirectory({ users: json([{ id: "a", mail: "a@x", ...user }]) }));
  return event?.kind === "user" ? { ...event.user.attributes } : undefined;
}

describe("a list of users as Graph answers it", () => {
  it.each<readonly [string, () => Paths]>([
    ["the body", () => json(list([A, B, C]))],
    ["the bare list", () => json([A, B, C])],
    ["pages as a list", () => json([list([A], "1"), list([], "2"), list([B, C])])],
    ["pages one after another", () => json(list([A], "1"), list([B, C]))],
    ["pages in several files", () => [folder.write("1.json", JSON.stringify(list([A], "1"))), json(list([B, C]))]],
    ["a user a line", () => json(A, B, C)],
    [
      "white space and a byte order mark",
      () => folder.write("b.json", `\uFEFF\r\n${JSON.stringify(list([A, B, C]), null, 4)}\n`),
    ],
    ["a page whose value comes first", () => json({ value: [A, B, C], "@odata.context": CONTEXT })],
  ])("is read from %s", async (_, users) => {
    expect(await mails(users())).toEqual(["a:a@x", "b:b@x", "c:c@x"]);
  });

  it("tells its attributes, those that were selected among them, and the number of its users before it is read", async () => {
    const source = graphDirectory({ users: json(list([A, B])) });
    expect(source.kind).toBe("snapshot");
    expect(await source.describe()).toEqual({ attributeNames: new Set(["id", "mail", "faxNumber"]), userCount: 2 });
  });

  it("yields plain values, lists, and the members of objects as attributes", async () => {
    expect(
      await attributesOf({
        accountEnabled: true,
        department: null,
        businessPhones: ["+32 2", "+32 3"],
        onPremisesExtensionAttributes: { extensionAttribute1: "one" },
        employeeOrgData: { costCenter: "7", division: null },
        manager: { "@odata.type": "#microsoft.graph.user", id: "m" },
        assignedLicenses: [{ skuId: "s" }],
        "@odata.type": "#microsoft.graph.user",
      }),
    ).toEqual({
      id: "a",
      mail: "a@x",
      accountEnabled: true,
      department: null,
      businessPhones: ["+32 2", "+32 3"],
      extensionAttribute1: "one",
      "employeeOrgData.costCenter": "7",
      "employeeOrgData.division": null,
      manager: "m",
    });
  });

  it("yields the parts of an object that is null without a value", async () => {
    expect(await attributesOf({ employeeOrgData: null })).toMatchObject({
      "employeeOrgData.costCenter": null,
      "employeeOrgData.division": null,
    });
  });

  it("takes names of members of every object as plain attributes", async () => {
    const users = folder.write("p.json", '[{"id":"a","__proto__":"x","constructor":"y","hasOwnProperty":"z"}]');
    const [event] = await eventsOf(graphDirectory({ users }));
    const attributes = event?.kind === "user" ? event.user.attributes : {};
    expect(Object.entries(attributes)).toEqual([
      ["id", "a"],
      ["__proto__", "x"],
      ["constructor", "y"],
      ["hasOwnProperty", "z"],
    ]);
    expect(Reflect.get(attributes, "valueOf")).toBeUndefined();
  });

  it.each<readonly [string, () => Paths, string, RegExp]>([
    ["is empty", () => folder.write("e.json", " \n"), "incomplete_source", /is empty/],
    ["has no users", () => json(list([])), "incomplete_source", /holds no users/],
    ["lacks its last page", () => json(list([A], "1")), "incomplete_source", /nextLink/],
    [
      "ends in the middle",
      () => folder.write("m.json", JSON.stringify(list([A, B])).slice(0, -20)),
      "incomplete_source",
      /cut short/,
    ],
    ["ends inside a text", () => folder.write("t.json", '[{"id":"a","mail":"a'), "incomplete_source", /cut short/],
    ["has a page twice", () => json(list([A], "1"), list([A], "1"), list([B])), "invalid_source", /twice/],
    ["goes on after its last page", () => json(list([A]), list([B])), "invalid_source", /page 2 follows/],
    ["mixes users and pages", () => json([A, list([B])]), "invalid_source", /mixed with users/],
    ["is an error response", () => json({ error: { code: "Forbidden" } }), "invalid_source", /error response/],
    ["has a user without id", () => json(list([A, { mail: "b@x" }])), "invalid_source", /user 2: "id"/],
    ["is a delta query", () => json(round([A], "1")), "invalid_source", /delta/],
    ["names removed users", () => json([A, { id: "b", "@removed": { reason: "deleted" } }]), "invalid_source", /delta/],
    [
      "holds ids only, for want of a permission",
      () => json(list([{ id: "a", mail: null }])),
      "incomplete_source",
      /permission/,
    ],
    [
      "is given twice",
      () => {
        const path = json([A]);
        return [path, path];
      },
      "invalid_source",
      /twice/,
    ],
    ["is CSV", () => folder.write("c.json", "id,mail\na,b\n"), "invalid_source", /not JSON at line 1, column 1$/],
    [
      "has no comma between users",
      () => folder.write("n.json", `[${JSON.stringify(A)} ${JSON.stringify(B)}]`),
      "invalid_source",
      /not JSON at line 1, column \d+$/,
    ],
    [
      "has a comma too many",
      () => folder.write("k.json", `[${JSON.stringify(A)},]`),
      "invalid_source",
      /not JSON at line 1, column \d+$/,
    ],
    [
      "has a broken user",
      () => folder.write("x.json", '[{"id":"a"},{"id":\'b\'}]'),
      "invalid_source",
      /user 2 is not JSON/,
    ],
    ["is UTF-32", () => folder.write("u.json", Buffer.from([255, 254, 0, 0, 91, 0, 0, 0])), "invalid_source", /UTF-32/],
    ["is not UTF-8", () => folder.write("l.json", Buffer.from('[{"id":"\xe9"}]', "latin1")), "invalid_source", /UTF-8/],
    [
      "has a user without end",
      () => folder.write("h.json", `[{"id":"a","x":"${"x".repeat(1_100_000)}"}]`),
      "invalid_source",
      /longer/,
    ],
  ])("changes nobody when it %s", async (_, users, code, message) => {
    const failure = await provisioningErrorOf(() => graphDirectory({ users: users() }).describe());
    expect(failure).toEqual({ code, message: expect.stringMatching(message) });
  });

  it("ends with an error instead of its end when it changes between looking and reading", async () => {
    const users = json([A, B]);
    const source = graphDirectory({ users });
    await source.describe();
    appendFileSync(users, "\n");
    expect((await provisioningErrorOf(() => eventsOf(source))).code).toBe("incomplete_source");
  });

  it("is the same however the bytes fall into chunks, and whatever the texts hold", async () => {
    const text = fc.string({
      unit: fc.constantFrom("a", '"', "\\", "[", "]", "{", "}", ",", ":", "é", "😀", "\n", "value"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.nat(70_000),
        fc.boolean(),
        async (values, pad, lines) => {
          const users = values.map((value, index) => ({
            value,
            id: `u${index}`,
            mail: value,
            value2: { value: [value] },
          }));
          const body = list([{ ...A, filler: "x".repeat(pad) }, ...users]);
          const path = folder.write("property.json", JSON.stringify(body, null, lines ? 2 : 0));
          const expected = ["a:a@x", ...users.map(({ id, mail }) => `${id}:${mail}`)];
          expect(await mails(path)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("the rounds of a delta query", () => {
  const FULL = [
    { "@odata.nextLink": `${NEXT}1`, value: [{ ...A, jobTitle: "Engineer" }] },
    round([{ ...B, "manager@delta": [{ id: "m" }] }, C], "1"),
  ];
  const SECOND = round(
    [
      { id: "a", mail: "a2@x" },
      { id: "b", "@removed": { reason: "changed" } },
      { id: "d", mail: "d@x" },
    ],
    "2",
  );
  const THIRD = round(
    [
      { id: "b", mail: "b3@x" },
      { id: "c", "@removed": { reason: "deleted" } },
    ],
    "3",
  );

  async function read(texts: readonly unknown[], token?: string) {
    const source = graphDeltaDirectory({ users: json(...texts) });
    expect(source.kind).toBe("delta");
    await source.describe();
    const events = await eventsOf(source, token === undefined ? undefined : DELTA + token);
    return { events, shown: shown(events), end: events.at(-1) };
  }

  it.each([
    ["the full round", FULL, undefined, ["a:a@x", "b:b@x", "c:c@x"], "1"],
    [
      "all rounds, as they are after the last",
      [...FULL, SECOND, THIRD],
      undefined,
      ["d:d@x", "a:a2@x", "b:b3@x", "-c:hard"],
      "3",
    ],
    ["nothing after the last round", [...FULL, SECOND], "2", [], "2"],
    ["what one round changed", [...FULL, SECOND], "1", ["a:a2@x", "-b:soft", "d:d@x"], "2"],
    [
      "what several rounds changed, once each",
      [...FULL, SECOND, THIRD],
      "1",
      ["a:a2@x", "b:b3@x", "-c:hard", "d:d@x"],
      "3",
    ],
    ["what the last of several changed", [...FULL, SECOND, THIRD], "2", ["b:b3@x", "-c:hard"], "3"],
  ] as const)("yields %s", async (_, texts, token, expected, last) => {
    const result = await read(texts, token);
    expect([...result.shown].sort()).toEqual([...expected].sort());
    expect(result.end).toEqual({ kind: "end", watermark: DELTA + last });
  });

  it("merges a changed user over what was said before: what is not mentioned stays, null clears", async () => {
    const change = round([{ id: "a", mail: null, "manager@delta": [{ id: "n" }, { id: "m", "@removed": {} }] }], "2");
    const { events } = await read([...FULL, change], "1");
    expect(events[0]).toEqual({
      kind: "user",
      user: { id: "a", attributes: { id: "a", mail: null, jobTitle: "Engineer", manager: "n" } },
    });
  });

  it("a manager that is not mentioned stays, one that is only removed is gone", async () => {
    const stays = await read([...FULL, round([{ id: "b", mail: "b2@x" }], "2")], "1");
    expect(stays.events[0]).toMatchObject({ user: { attributes: { mail: "b2@x", manager: "m" } } });
    const gone = await read([...FULL, round([{ id: "b", "manager@delta": [{ id: "m", "@removed": {} }] }], "2")], "1");
    expect(gone.events[0]).toMatchObject({ user: { attributes: { mail: "b@x", manager: null } } });
  });

  it("a restored user is who it was; one deleted for good leaves nothing behind", async () => {
    const back = round([{ id: "a", displayName: "A" }], "3");
    const removed = (reason: string) => round([{ id: "a", "@removed": { reason } }], "2");
    const soft = await read([...FULL, removed("changed"), back], "1");
    expect(soft.events[0]).toMatchObject({ user: { attributes: { displayName: "A", mail: "a@x" } } });
    const hard = await read([...FULL, removed("deleted"), back], "1");
    expect(hard.events[0]).toEqual({ kind: "user", user: { id: "a", attributes: { id: "a", displayName: "A" } } });
  });

  it("takes a reason that is not known for one that can be undone", async () => {
    const result = await read([...FULL, round([{ id: "a", "@removed": { reason: "other" } }], "2")], "1");
    expect(result.shown).toEqual(["-a:soft"]);
  });

  it("refuses to continue from a round that it does not hold", async () => {
    const failure = await provisioningErrorOf(() => read([...FULL, SECOND], "elsewhere"));
    expect(failure).toEqual({ code: "invalid_source", message: expect.stringMatching(/no round ends/) });
  });

  it.each([
    ["its last page is missing", [FULL[0]], "incomplete_source", /nextLink/],
    ["a page has neither link", [{ value: [A] }], "invalid_source", /either/],
    ["a page has both links", [{ ...round([A], "1"), "@odata.nextLink": NEXT }], "invalid_source", /either/],
    ["users stand outside pages", [A, B], "invalid_source", /outside a page/],
    ["the first round is empty", [round([], "1"), round([A], "2")], "incomplete_source", /deltatoken=latest/],
  ] as const)("changes nobody when %s", async (_, texts, code, message) => {
    const failure = await provisioningErrorOf(() => read(texts));
    expect(failure).toEqual({ code, message: expect.stringMatching(message) });
  });

  it("ends as one would after each round was applied in turn", async () => {
    const id = fc.constantFrom("a", "b", "c", "d");
    const item = fc.oneof(
      fc.record({ id, mail: fc.option(fc.string({ maxLength: 3 })) }),
      fc.record({ id, "@removed": fc.record({ reason: fc.constantFrom("changed", "deleted") }) }),
    );
    const rounds = fc.array(fc.array(item, { maxLength: 5 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rounds, fc.nat(), async (items, place) => {
        const texts = [...FULL, ...items.map((users, index) => round(users, `r${index}`))];
        const start = place % items.length;
        const known = new Map<string, string>();
        const apply = (events: readonly SourceEvent[]) => {
          for (const event of events) {
            if (event.kind === "user") known.set(event.user.id, JSON.stringify(event.user.attributes));
            else if (event.kind === "removed") known.delete(event.id);
          }
          return [...known].sort();
        };
        apply((await read(texts.slice(0, FULL.length + start + 1))).events);
        const continued = apply((await read(texts, `r${start}`)).events);
        known.clear();
        expect(continued).toEqual(apply((await read(texts)).events));
      }),
      { numRuns: 60 },
    );
  });
});
