/**
 * The log of a state file.
 *
 * Skipped users are most of a log, and their entries differ in ids, names and values only. Such an entry is compressed
 * with an earlier one as dictionary, its template; it takes a few hundred bytes instead of some 4,000.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { ProvisioningLogEntry } from "../provisioning/index.ts";
import { type Row, readNumber, readString } from "./columns.ts";

/** Number of rows that are read, or looked at to be dropped, at a time. */
const PAGE_SIZE = 500;
/** An entry that is longer when compressed, in bytes, becomes the next template. */
const LONGEST_COMPRESSED = 600;
/** Most templates; further entries use the last one, however well it fits. */
const MAX_TEMPLATES = 500;

/** Entries that are dropped: the oldest ones that every sink has. Positions of readers stay, to be found again. */
const DROP = `DELETE FROM log WHERE ordinal > ? AND ordinal <= ? AND at < ?
  AND id NOT IN (SELECT entry FROM delivered)
  AND id IS NOT (SELECT json_extract(body, '$.deliveredEntry') FROM job)`;

/** The table of the log. Its writing methods run inside the transactions of the state. */
export class LogTable {
  readonly #append: StatementSync;
  readonly #lastTemplate: StatementSync;
  readonly #addTemplate: StatementSync;
  readonly #template: StatementSync;
  readonly #find: StatementSync;
  readonly #entries: StatementSync;
  readonly #position: StatementSync;
  readonly #page: StatementSync;
  readonly #drop: StatementSync;

  constructor(database: DatabaseSync) {
    this.#append = database.prepare("INSERT INTO log (id, body, at, template) VALUES (?, ?, ?, ?)");
    this.#lastTemplate = database.prepare("SELECT ordinal, body FROM log_templates ORDER BY ordinal DESC LIMIT 1");
    this.#addTemplate = database.prepare("INSERT INTO log_templates (ordinal, body) VALUES (?, ?)");
    this.#template = database.prepare("SELECT body FROM log_templates WHERE ordinal = ?");
    this.#find = database.prepare("SELECT ordinal FROM log WHERE id = ?");
    this.#entries = database.prepare(
      "SELECT ordinal, body, template FROM log WHERE ordinal > ? ORDER BY ordinal LIMIT ?",
    );
    this.#position = database.prepare(
      "SELECT log.ordinal FROM delivered JOIN log ON log.id = delivered.entry WHERE delivered.sink = ?",
    );
    this.#page = database.prepare("SELECT ordinal, at FROM log WHERE ordinal > ? ORDER BY ordinal LIMIT ?");
    this.#drop = database.prepare(DROP);
  }

  /** Appends an entry. */
  append(entry: ProvisioningLogEntry, json: string): void {
    const { id, activityDateTime, provisioningStatusInfo } = entry;
    if (provisioningStatusInfo.status !== "skipped") {
      this.#append.run(id, json, activityDateTime, null);
      return;
    }
    const { template, body } = this.#compress(json);
    this.#append.run(id, body, activityDateTime, template);
  }

  /**
   * Reads the template in the transaction: an earlier one, that was rolled back, would leave its entries unreadable.
   */
  #compress(json: string): { readonly template: number; readonly body: Uint8Array } {
    const last = this.#lastTemplate.get();
    const ordinal = last === undefined ? 0 : readNumber(last, "ordinal");
    if (last !== undefined) {
      const body = deflate(json, readString(last, "body"));
      if (body.length <= LONGEST_COMPRESSED || ordinal >= MAX_TEMPLATES) return { template: ordinal, body };
    }
    this.#addTemplate.run(ordinal + 1, json);
    return { template: ordinal + 1, body: deflate(json, json) };
  }

  /** Whether the log has an entry. */
  has(id: string): boolean {
    return this.#find.get(id) !== undefined;
  }

  /** Yields the entries after the one with an id, or all. */
  async *entries(after: string | undefined): AsyncIterable<ProvisioningLogEntry> {
    let last = after === undefined ? 0 : readNumber(this.#find.get(after) ?? {}, "ordinal");
    const templates = new Map<number, string>();
    for (;;) {
      const page: readonly Row[] = this.#entries.all(last, PAGE_SIZE);
      for (const row of page) yield JSON.parse(this.#readBody(row, templates));
      const end = page.at(-1);
      if (end === undefined) return;
      last = readNumber(end, "ordinal");
    }
  }

  #readBody(row: Row, templates: Map<number, string>): string {
    const { body } = row;
    if (!(body instanceof Uint8Array)) return readString(row, "body");
    const ordinal = readNumber(row, "template");
    const template = templates.get(ordinal) ?? readString(this.#template.get(ordinal) ?? {}, "body");
    templates.set(ordinal, template);
    return inflateRawSync(body, { dictionary: Buffer.from(template) }).toString("utf8");
  }

  /** Ordinal of the last entry that all of these sinks have; 0 when one of them has none. */
  deliveredToAll(sinks: readonly string[]): number {
    const positions = sinks.map((sink) => readNumber(this.#position.get(sink) ?? {}, "ordinal"));
    return Math.min(Number.MAX_SAFE_INTEGER, ...positions);
  }

  /** Yields the ranges of ordinals, each to be dropped in a transaction of its own, of entries before a time. */
  *rangesBefore(time: string, last: number): Generator<readonly [after: number, upTo: number], void, void> {
    for (let after = 0; ; ) {
      const page: readonly Row[] = this.#page.all(after, PAGE_SIZE);
      const old = page.filter((row) => readNumber(row, "ordinal") <= last && readString(row, "at") < time);
      const end = old.at(-1);
      if (end === undefined) return;
      const upTo = readNumber(end, "ordinal");
      yield [after, upTo];
      if (old.length < page.length) return;
      after = upTo;
    }
  }

  /** Drops the entries of a range that are older than a time. */
  drop([after, upTo]: readonly [number, number], time: string): void {
    this.#drop.run(after, upTo, time);
  }
}

/** A small window is enough for an entry and its template, and makes short calls cheaper. */
function deflate(json: string, template: string): Uint8Array {
  return deflateRawSync(json, { dictionary: Buffer.from(template), windowBits: 13, memLevel: 4, level: 3 });
}
