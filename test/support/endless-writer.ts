/** A process that inserts users into a store file until it is killed, and prints the id of each that was stored. */
import { writeSync } from "node:fs";
import { UserType } from "../../src/models/index.ts";
import { openSqliteStore } from "../../src/sqlite/index.ts";

const store = openSqliteStore(process.argv[2] ?? "");
const context = { signal: new AbortController().signal };
for (let index = 0; ; index += 1) {
  const user = { id: `id-${index}`, userName: `user-${index}`, meta: { version: 'W/"1"' } };
  const outcome = await store.insert("contoso", UserType, user, context);
  if (outcome.kind === "stored") writeSync(1, `${user.id}\n`);
}
