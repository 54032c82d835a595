/**
 * A job's state in one SQLite file, on Node only.
 *
 * @module
 */
export { isProvisioningError, ProvisioningError } from "../errors.ts";
export { openSqliteState } from "./sqlite-state.ts";
