/** The signal and the total timeout end every call, wherever it hangs. */
import { describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../../src/client/index.ts";
import { UserType } from "../../../src/models/index.ts";
import { withFakeTimers } from "../../support/fake-timers.ts";
import { list, NO_WAIT, scripted, user } from "../scripted-fetch.ts";

const never = () => new Promise<never>(() => {});
const body = () => new ReadableStream<Uint8Array>({ pull: never });
const hanging = () => new Response(body(), { headers: { "content-type": "application/scim+json" } });

const PLACES: readonly (readonly [string, Partial<ScimClientOptions>])[] = [
  ["the token function", { token: never }],
  ["a fetch that ignores its signal", { fetch: never }],
  ["a body that never ends", { fetch: async () => hanging() }],
];

function usersOf(options: Partial<ScimClientOptions>) {
  const base = { baseUrl: "https://scim.example.com", token: "t", fetch: never, retry: NO_WAIT };
  return new ScimClient({ ...base, ...options }).resources(UserType);
}

describe.each(PLACES)("a call that hangs in %s", (_name, options) => {
  it("ends with the reason of its signal", async () => {
    const users = usersOf(options);
    const controller = new AbortController();
    const call = withFakeTimers(() => {
      setTimeout(() => controller.abort(new Error("enough")), 5);
      return users.create({ userName: "ada@example.com" }, { signal: controller.signal });
    });
    await expect(call).rejects.toThrow("enough");
  });

  it("ends with the total timeout", async () => {
    const users = usersOf({ ...options, timeout: false, totalTimeout: 5 });
    const mayHaveTakenEffect = options.token === undefined;
    await expect(withFakeTimers(() => users.create({ userName: "ada@example.com" }))).rejects.toMatchObject({
      code: "timeout",
      mayHaveTakenEffect,
    });
  });
});

it("sends nothing when the token comes after the end of the call", async () => {
  const { fetch, sent } = scripted();
  let give = (_token: string): void => {};
  const token = () => new Promise<string>((resolve) => (give = resolve));
  const controller = new AbortController();
  const call = withFakeTimers(() => {
    setTimeout(() => controller.abort(new Error("enough")), 5);
    return usersOf({ fetch, token }).delete("1", { signal: controller.signal });
  });
  await expect(call).rejects.toThrow("enough");
  give("late");
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual([]);
});

it.each([
  ["within a page", ["1", "2", "3"], 1],
  ["at the end of the last page", ["1", "2"], 2],
] as const)("a list ends with the reason of the signal %s", async (_name, ids, last) => {
  const { fetch } = scripted(list(ids.map((id) => user(id))));
  const controller = new AbortController();
  const got: string[] = [];
  const read = async () => {
    for await (const { id } of usersOf({ fetch }).list({ signal: controller.signal })) {
      got.push(id);
      if (got.length === last) controller.abort(new Error("enough"));
    }
  };
  await expect(read()).rejects.toThrow("enough");
  expect(got).toEqual(ids.slice(0, last));
});
