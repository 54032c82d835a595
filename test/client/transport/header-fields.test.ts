/** Values that no header field can hold are rejected before anything is sent, and not repeated in the error. */
import { describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../../src/client/index.ts";
import { UserType } from "../../../src/models/index.ts";
import { json, NO_WAIT, scripted, user } from "../scripted-fetch.ts";

const IMPOSSIBLE = ["s3cret\nx: y", "s3cret\r", "s3cret\0", "s3cret€"];

function setUp(options: Partial<ScimClientOptions> = {}) {
  const { fetch, sent } = scripted();
  const base = { baseUrl: "https://scim.example.com", token: "t", fetch, retry: NO_WAIT };
  return { users: new ScimClient({ ...base, ...options }).resources(UserType), sent };
}

async function refusal(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof TypeError) return `TypeError ${error.message}`;
    throw error;
  }
  return "none";
}

const OPTIONS: readonly (readonly [string, (value: string) => unknown])[] = [
  ["userAgent", (userAgent) => setUp({ userAgent })],
  ["headers: x-key", (value) => setUp({ headers: { "x-key": value } })],
  ["token", (token) => setUp({ token })],
];

describe.each(IMPOSSIBLE)("%j", (value) => {
  it.each(OPTIONS)("is rejected as %s", async (name, make) => {
    const message = await refusal(() => make(value));
    expect(message).toMatch(/^TypeError /);
    expect(message).toContain(name);
    expect(message).not.toContain("s3cret");
  });

  it.each<readonly [string, (users: ReturnType<typeof setUp>["users"]) => Promise<unknown>]>([
    ["ifMatch", (users) => users.delete("1", { ifMatch: value })],
    ["ifMatch", (users) => users.update("1", { title: "x" }, { ifMatch: value })],
    ["ifNoneMatch", (users) => users.getIfChanged("1", value)],
  ])("is rejected as %s of a call", async (name, call) => {
    const { users, sent } = setUp();
    expect(await refusal(() => call(users))).toMatch(new RegExp(`^TypeError .*${name}`));
    expect(sent).toEqual([]);
  });
});

it.each(["", "a b", "a\nb", "é"])("%j is not the name of a header", async (name) => {
  expect(await refusal(() => setUp({ headers: { [name]: "v" } }))).toContain("headers");
});

it.each(["Connection", "content-length", "expect", "host", "transfer-encoding", "upgrade"])(
  "%s is set by the platform only",
  async (name) => {
    expect(await refusal(() => setUp({ headers: { [name]: "x" } }))).toMatch(new RegExp(`^TypeError headers: ${name}`));
  },
);

it.each(["", " "])("%j is not a version", async (ifMatch) => {
  const { users, sent } = setUp();
  expect(await refusal(() => users.update("1", { title: "x" }, { ifMatch }))).toMatch(/^TypeError ifMatch/);
  expect(sent).toEqual([]);
});

it("without a known version a resource is always read", async () => {
  const { fetch, sent } = scripted(json(user("1")));
  const users = new ScimClient({ baseUrl: "https://scim.example.com", token: "t", fetch }).resources(UserType);
  await expect(users.getIfChanged("1", "")).resolves.toMatchObject({ id: "1" });
  expect(sent[0]?.headers.has("if-none-match")).toBe(false);
});
