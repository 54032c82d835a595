/** Lists of services that count wrongly: no resource is lost silently (RFC 7644 §3.4.2.4, RFC 9865). */
import { describe, expect, it } from "vitest";
import { type ListOptions, ScimClient } from "../../src/client/index.ts";
import { UserType } from "../../src/models/index.ts";
import { json, list, NO_WAIT, scripted, user } from "./scripted-fetch.ts";

type PageOf = readonly [ids: string, more: Readonly<Record<string, unknown>>];

async function read(pages: readonly PageOf[], options: ListOptions<never, never> = {}): Promise<string> {
  const { fetch } = scripted(
    ...pages.map(([ids, more]) =>
      list(
        [...ids].map((id) => user(id)),
        more,
      ),
    ),
  );
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT });
  let got = "";
  for await (const { id } of client.resources(UserType).list(options)) got += id;
  return got;
}

const GOOD: readonly (readonly [string, readonly PageOf[], string])[] = [
  ["no resource", [["", { totalResults: 0 }]], ""],
  [
    "itemsPerPage too small",
    [
      ["ab", { totalResults: 3, itemsPerPage: 1 }],
      ["c", { totalResults: 3 }],
    ],
    "abc",
  ],
  [
    "itemsPerPage too large",
    [
      ["ab", { totalResults: 3, itemsPerPage: 100 }],
      ["c", { totalResults: 3 }],
    ],
    "abc",
  ],
  [
    "itemsPerPage as a string",
    [
      ["ab", { totalResults: 3, itemsPerPage: "2" }],
      ["c", { totalResults: 3 }],
    ],
    "abc",
  ],
  ["a first page with startIndex 0", [["ab", { totalResults: 2, startIndex: 0 }]], "ab"],
  [
    "a total that shrinks while it is read",
    [
      ["ab", { totalResults: 4 }],
      ["", { totalResults: 1 }],
    ],
    "ab",
  ],
  [
    "a resource that moved to the next page",
    [
      ["ab", { totalResults: 3 }],
      ["bc", { totalResults: 4 }],
    ],
    "abc",
  ],
  ["an identical resource twice in a page, counted twice", [["aab", { totalResults: 3 }]], "ab"],
  ["an identical resource twice in a page, counted once", [["aab", { totalResults: 2 }]], "ab"],
  [
    "cursors that end before the total",
    [
      ["ab", { totalResults: 9, nextCursor: "x" }],
      ["c", { totalResults: 9 }],
    ],
    "abc",
  ],
  [
    "cursors that go beyond the total",
    [
      ["ab", { totalResults: 1, nextCursor: "x" }],
      ["c", { totalResults: 1 }],
    ],
    "abc",
  ],
];

describe("a list is read to its end with", () => {
  it.each(GOOD)("%s", async (_name, pages, ids) => {
    expect(await read(pages)).toBe(ids);
  });
});

it("a list begins at its start, and rejects empty pages", async () => {
  const { fetch, sent } = scripted(list([user("a")]));
  const users = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch }).resources(UserType);
  const read = async (options: { readonly count: number; readonly startIndex?: number }) => {
    for await (const { id } of users.list(options)) expect(id).toBe("a");
  };
  await read({ startIndex: 7, count: 5 });
  expect(sent.map(({ url }) => url.searchParams.get("startIndex"))).toEqual(["1"]);
  for (const count of [0, -1, 1.5, Number.NaN]) {
    await expect(read({ count })).rejects.toThrow(RangeError);
  }
  await expect(users.page({ startIndex: 0 })).rejects.toThrow(RangeError);
  expect(sent).toHaveLength(1);
});

it("member names of a list match in any case", async () => {
  const pages = [
    json({ totalresults: 2, resources: [{ ID: "a", username: "a" }], nextcursor: "x" }),
    json({ TOTALRESULTS: 2, RESOURCES: [{ Id: "b", UserName: "b" }] }),
    json({ totalresults: 0 }),
  ];
  const { fetch } = scripted(...pages);
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
  let got = "";
  for await (const { id, userName } of client.resources(UserType).list()) got += id + userName;
  expect(got).toBe("aabb");
  await client.testConnection();
});

const BROKEN: readonly (readonly [string, readonly PageOf[]])[] = [
  ["is smaller than the page", [["abc", { totalResults: 1 }]]],
  [
    "is smaller than the position of the page",
    [
      ["ab", { totalResults: 3 }],
      ["cd", { totalResults: 3 }],
    ],
  ],
  [
    "is reached only by overlapping pages",
    [
      ["ab", { totalResults: 4 }],
      ["bc", { totalResults: 4 }],
    ],
  ],
  [
    "is not reached, by an empty page",
    [
      ["ab", { totalResults: 4 }],
      ["", { totalResults: 4 }],
    ],
  ],
  [
    "is not reached, by a repeated page",
    [
      ["ab", { totalResults: 4 }],
      ["ab", { totalResults: 4 }],
    ],
  ],
  [
    "is not reached, by a page repeated in another order",
    [
      ["ab", { totalResults: 4 }],
      ["ba", { totalResults: 4 }],
    ],
  ],
  [
    "is not reached, by a page from elsewhere",
    [
      ["ab", { totalResults: 4 }],
      ["cd", { totalResults: 4, startIndex: 1 }],
    ],
  ],
  ["begins at a later position", [["ab", { totalResults: 4, startIndex: 3 }]]],
  ["is a string", [["ab", { totalResults: "2" }]]],
];

describe("a list is an error when its total", () => {
  it.each(BROKEN)("%s", async (_name, pages) => {
    await expect(read(pages)).rejects.toMatchObject({ code: "not_scim" });
  });
});

it("a list is an error when a page has two versions of a resource", async () => {
  const page = list([user("a"), user("a", "other@example.com"), user("b")]);
  const { fetch } = scripted(page);
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
  await expect(client.resources(UserType).list().toArray()).rejects.toMatchObject({ code: "not_scim" });
});

it("a page has identical resources once, and says how many were left out", async () => {
  const { fetch, sent } = scripted(list([user("a"), user("a"), user("b")]));
  const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
  const page = await client.resources(UserType).page({ count: 3 });
  expect(page.resources.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(page).toMatchObject({ duplicates: 1, totalResults: 3 });
  expect(sent[0]?.url.search).toBe("?startIndex=1&count=3");
});

describe("where a full page may be the total, a list reads one page more", () => {
  const two = { count: 2 };
  it("and ends with an empty page", async () => {
    expect(
      await read(
        [
          ["ab", {}],
          ["", { totalResults: 2 }],
        ],
        two,
      ),
    ).toBe("ab");
  });

  it("and ends with the first page again, from a service that does not page", async () => {
    expect(
      await read(
        [
          ["ab", {}],
          ["ab", { startIndex: 1 }],
        ],
        two,
      ),
    ).toBe("ab");
  });

  it("and goes on while the total is that of each page", async () => {
    expect(
      await read(
        [
          ["ab", {}],
          ["cd", {}],
          ["e", {}],
          ["", {}],
        ],
        two,
      ),
    ).toBe("abcde");
  });

  it("and finds what was created meanwhile", async () => {
    expect(
      await read(
        [
          ["ab", {}],
          ["c", { totalResults: 3 }],
        ],
        two,
      ),
    ).toBe("abc");
  });

  it("and ends where the service refuses a page beyond the total", async () => {
    const { fetch } = scripted(list([user("a")]), json({ status: "400" }, 400));
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
    expect(await client.resources(UserType).list({ count: 1 }).toArray()).toHaveLength(1);
  });

  it("whatever was requested, from 50 resources on", async () => {
    const page = list(Array.from({ length: 50 }, (_, index) => user(`u${index}`)));
    const { fetch, sent } = scripted(page, list([user("last")]), list([]));
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
    expect(await client.resources(UserType).list().toArray()).toHaveLength(51);
    expect(sent.map(({ url }) => url.searchParams.get("startIndex"))).toEqual(["1", "51", "52"]);
  });

  it("but not to find a resource", async () => {
    const page = list(Array.from({ length: 50 }, (_, index) => user(`u${index}`)));
    const { fetch, sent } = scripted(page);
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch });
    expect(await client.resources(UserType).find({ userName: "nobody@example.com" })).toBeUndefined();
    expect(sent).toHaveLength(1);
  });
});

describe("a page that is larger than the client reads", () => {
  const tooLarge = (): Response => new Response(" ".repeat(33_554_433));

  it.each([
    ["GET", "list"],
    ["POST", "search"],
  ] as const)("is requested again with half as many resources, by %s", async (_, method) => {
    const { fetch, sent } = scripted(
      list([user("a"), user("b")], { totalResults: 4 }),
      tooLarge(),
      list([user("c")], { totalResults: 4 }),
      list([user("d")], { totalResults: 4 }),
    );
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT });
    const users = await client.resources(UserType)[method]({ count: 2 }).toArray();
    expect(users.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    const requests = sent.map(({ url, body }) => body ?? Object.fromEntries(url.searchParams));
    expect(
      requests.map((request) => [
        Number(Reflect.get(Object(request), "startIndex")),
        Number(Reflect.get(Object(request), "count")),
      ]),
    ).toEqual([
      [1, 2],
      [3, 2],
      [3, 1],
      [4, 1],
    ]);
  });

  it("with a single resource is an error that says so, and is not repeated", async () => {
    const { fetch, sent } = scripted(tooLarge());
    const client = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT });
    const read = client.resources(UserType).list({ count: 1 }).toArray();
    await expect(read).rejects.toMatchObject({ code: "not_scim", message: expect.stringContaining("33554432 bytes") });
    expect(sent).toHaveLength(1);
  });
});
