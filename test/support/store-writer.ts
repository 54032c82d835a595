/**
 * A process that writes to a store file: inserts users whose names other processes insert as well, then counts on one
 * of them. Prints how many of its inserts were stored.
 */
import { openSqliteStore } from "../../src/sqlite/index.ts";
import { writeAndCount } from "./write-and-count.ts";

const [, , path = "", name = "", rounds = "0"] = process.argv;
const store = openSqliteStore(path);
const stored = await writeAndCount(store, name, Number(rounds));
await store.close();
process.stdout.write(String(stored));
