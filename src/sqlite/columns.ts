/** Reads the columns of rows of a state file. */
import { ProvisioningError } from "../errors.ts";
import type { Escrow, Link, StoredRecord } from "../provisioning/state/index.ts";

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** The record of a user in a row. */
export function toRecord(row: Row): StoredRecord {
  const base = {
    ordinal: readNumber(row, "ordinal"),
    sourceId: readString(row, "source_id"),
    name: readString(row, "name"),
    fingerprint: readString(row, "fingerprint"),
  };
  const link: { readonly link?: Link } = row["link"] === null ? {} : { link: JSON.parse(readString(row, "link")) };
  const escrow: { readonly escrow?: Escrow } =
    row["escrow"] === null ? {} : { escrow: JSON.parse(readString(row, "escrow")) };
  const skipped: { readonly skipped?: string } = row["skipped"] === null ? {} : { skipped: readString(row, "skipped") };
  return { ...base, ...link, ...escrow, ...skipped };
}

/**
 * A column that holds a string.
 *
 * @throws ProvisioningError `invalid_state` when it holds something else.
 */
export function readString(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string")
    throw new ProvisioningError("invalid_state", `The state file is damaged: ${column} is not text`);
  return value;
}

/** A column that holds a number; 0 for null. */
export function readNumber(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : 0;
}
