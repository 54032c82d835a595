/**
 * The embedded database, on Node only: a store of users in a SQLite file, and a job's state in another.
 *
 * @module
 */
export { isProvisioningError, ProvisioningError } from "../errors.ts";
export { openSqliteState } from "./sqlite-state.ts";
export { openSqliteStore, type SqliteStore } from "./store/open-sqlite-store.ts";
