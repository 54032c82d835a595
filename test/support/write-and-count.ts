/** What each of several processes does to one store at the same time. */
import { UserType } from "../../src/models/index.ts";
import type { Store } from "../../src/server/index.ts";

/**
 * Inserts users whose names other processes insert as well, then counts on one of them.
 *
 * @param name - distinguishes the process.
 * @param rounds - users, and steps of the counter.
 * @returns how many of the inserts were stored.
 */
export async function writeAndCount(store: Store, name: string, rounds: number): Promise<number> {
  const context = { signal: AbortSignal.timeout(60_000) };
  const meta = { version: 'W/"1"' };
  let stored = 0;
  for (let index = 0; index < rounds; index += 1) {
    const user = { id: `${name}-${index}`, userName: `user-${index}`, displayName: "0", meta };
    const outcome = await store.insert("contoso", UserType, user, context);
    if (outcome.kind === "stored") stored += 1;
  }

  const counter = { id: "counter", userName: "counter", displayName: "0", meta };
  await store.insert("contoso", UserType, counter, context);
  for (let counted = 0; counted < rounds; ) {
    const before = await store.get("contoso", UserType, "counter", context);
    const version = String(Reflect.get(Object(before?.["meta"]), "version"));
    const next = Number(before?.["displayName"]) + 1;
    const after = { ...before, displayName: String(next), meta: { version: `W/"${next + 1}"` } };
    const outcome = await store.replace("contoso", UserType, after, version, context);
    if (outcome.kind === "stored") counted += 1;
  }
  return stored;
}
