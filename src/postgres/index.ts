/**
 * Users and groups in PostgreSQL, through any driver.
 *
 * @module
 */
export { isProvisioningError, ProvisioningError } from "../errors.ts";
export { migrate, migrationSql, type PostgresSchema } from "./migrate.ts";
export type {
  PostgresPool,
  PostgresQueries,
} from "./pool.ts";
export { type PostgresStoreOptions, postgresStore } from "./postgres-store.ts";
