/**
 * A job's state in one SQLite file, on Node only.
 *
 * @module
 */
export { openSqliteState } from "./sqlite-state.ts";
