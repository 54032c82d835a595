/**
 * Rows of a state file, as what they stand for.
 */
import { ProvisioningError } from "../errors.ts";
import type { Escrow, Link, StoredRecord } from "../provisioning/index.ts";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** The record of a user in a row. */
export function toRecord(row: Row): StoredRecord {
  const base = {
    ordinal: count(row, "ordinal"),
    sourceId: text(row, "source_id"),
    name: text(row, "name"),
    fingerprint: text(row, "fingerprint"),
  };
  const link: { readonly link?: Link } = row["link"] === null ? {} : { link: JSON.parse(text(row, "link")) };
  const escrow: { readonly escrow?: Escrow } =
    row["escrow"] === null ? {} : { escrow: JSON.parse(text(row, "escrow")) };
  return { ...base, ...link, ...escrow };
}

/** A column that holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string")
    throw new ProvisioningError("invalid_state", `The state file is damaged: ${column} is not text`);
  return value;
}

/** A column that holds a number; 0 for null. */
export function count(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : 0;
}
