/** Reads the record of a user from a row of a state file. */
import type { Escrow, Link, StoredRecord } from "../provisioning/state/index.ts";
import type { Row } from "./database.ts";

/** The record of a user in a row. */
export function toRecord(row: Row): StoredRecord {
  const base = {
    ordinal: row.number("ordinal"),
    sourceId: row.string("source_id"),
    name: row.string("name"),
    fingerprint: row.string("fingerprint"),
  };
  const link: { readonly link?: Link } = row.isNull("link") ? {} : { link: row.json("link") };
  const escrow: { readonly escrow?: Escrow } = row.isNull("escrow") ? {} : { escrow: row.json("escrow") };
  const skipped: { readonly skipped?: string } = row.isNull("skipped") ? {} : { skipped: row.string("skipped") };
  return { ...base, ...link, ...escrow, ...skipped };
}
