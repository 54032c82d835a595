/**
 * A process that writes to a store file: inserts users whose names other processes insert as well, then counts on one
 * of them. Prints how many of its inserts were stored.
 */
import { UserType } from "../../src/models/index.ts";
import { openSqliteStore } from "../../src/sqlite/index.ts";

const [, , path = "", name = "", rounds = "0"] = process.argv;
const store = openSqliteStore(path);
const context = { signal: AbortSignal.timeout(60_000) };
const meta = { version: 'W/"1"' };

let stored = 0;
for (let index = 0; index < Number(rounds); index += 1) {
  const user = { id: `${name}-${index}`, userName: `user-${index}`, displayName: "0", meta };
  const outcome = await store.insert("contoso", UserType, user, context);
  if (outcome.kind === "stored") stored += 1;
}

const counter = { id: "counter", userName: "counter", displayName: "0", meta };
await store.insert("contoso", UserType, counter, context);
for (let counted = 0; counted < Number(rounds); ) {
  const before = await store.get("contoso", UserType, "counter", context);
  const version = String(Reflect.get(Object(before?.["meta"]), "version"));
  const next = Number(before?.["displayName"]) + 1;
  const after = { ...before, displayName: String(next), meta: { version: `W/"${next + 1}"` } };
  const outcome = await store.replace("contoso", UserType, after, version, context);
  if (outcome.kind === "stored") counted += 1;
}
await store.close();
process.stdout.write(String(stored));
