/**
 * The log of a state file.
 *
 * Skipped users are most of a log, and their entries differ in ids, names and values only. Such an entry is stored as
 * its difference from an earlier one, its template; it takes a few hundred bytes instead of some 2,000.
 */
import type { ProvisioningLogEntry } from "../provisioning/index.ts";
import { damaged, parseStored, type Row, type StateDatabase, type Statement } from "./database.ts";
import { EntryTemplate } from "./entry-template.ts";

/** Number of rows that are read, or looked at to be dropped, at a time. */
const PAGE_SIZE = 500;
/** Number of rows that are looked at first: most cycles have nothing to drop, as the oldest entries show. */
const FIRST_PAGE_SIZE = 10;
/** An entry that is longer when compressed, in characters, becomes the template of its reason. */
const LONGEST_COMPRESSED = 600;
/** Most templates; further entries use the last one of their reason, however well it fits. */
const MAX_TEMPLATES = 500;

/** A template with its number in the table. */
interface StoredTemplate {
  readonly ordinal: number;
  readonly template: EntryTemplate;
}

/** Entries that are dropped: the oldest ones that every sink has. Positions of readers stay, to be found again. */
const DROP = `DELETE FROM log WHERE ordinal > ? AND ordinal <= ? AND at < ?
  AND id NOT IN (SELECT entry FROM delivered)
  AND id IS NOT (SELECT json_extract(body, '$.deliveredEntry') FROM job)`;

/** The table of the log. Its writing methods run inside the transactions of the state. */
export class LogTable {
  readonly #database: StateDatabase;
  readonly #append: Statement;
  readonly #templates: Statement;
  readonly #addTemplate: Statement;
  readonly #template: Statement;
  readonly #find: Statement;
  readonly #entries: Statement;
  readonly #position: Statement;
  readonly #page: Statement;
  readonly #drop: Statement;
  /** The last template of each reason; undefined until they are read, and after a rollback that may have undone one. */
  #lastOfReason: Map<string, StoredTemplate> | undefined;
  #lastOrdinal = 0;

  constructor(database: StateDatabase) {
    this.#database = database;
    this.#append = database.prepare("INSERT INTO log (id, body, at, template) VALUES (?, ?, ?, ?)");
    this.#templates = database.prepare("SELECT ordinal, body FROM log_templates ORDER BY ordinal");
    this.#addTemplate = database.prepare("INSERT INTO log_templates (ordinal, body) VALUES (?, ?)");
    this.#template = database.prepare("SELECT body FROM log_templates WHERE ordinal = ?");
    this.#find = database.prepare("SELECT ordinal FROM log WHERE id = ?");
    this.#entries = database.prepare(
      "SELECT ordinal, id, body, at, template FROM log WHERE ordinal > ? ORDER BY ordinal LIMIT ?",
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
    const { template, body } = this.#compress(entry, json);
    this.#append.run(id, body, activityDateTime, template);
  }

  #compress(entry: ProvisioningLogEntry, json: string): { readonly template: number; readonly body: string } {
    const lastOfReason = this.#readTemplates();
    const known = [entry.id, entry.activityDateTime];
    const last = lastOfReason.get(reasonOf(entry));
    if (last !== undefined) {
      const body = last.template.compress(json, known);
      if (body.length <= LONGEST_COMPRESSED || this.#lastOrdinal >= MAX_TEMPLATES)
        return { template: last.ordinal, body };
    }
    const added = { ordinal: this.#lastOrdinal + 1, template: new EntryTemplate(json) };
    this.#addTemplate.run(added.ordinal, json);
    this.#lastOrdinal = added.ordinal;
    lastOfReason.set(reasonOf(entry), added);
    return { template: added.ordinal, body: added.template.compress(json, known) };
  }

  #readTemplates(): Map<string, StoredTemplate> {
    if (this.#lastOfReason !== undefined) return this.#lastOfReason;
    const lastOfReason = new Map<string, StoredTemplate>();
    this.#lastOrdinal = 0;
    for (const row of this.#templates.all()) {
      this.#lastOrdinal = row.number("ordinal");
      const template = new EntryTemplate(row.string("body"));
      lastOfReason.set(reasonOf(row.json("body")), { ordinal: this.#lastOrdinal, template });
    }
    this.#lastOfReason = lastOfReason;
    return lastOfReason;
  }

  /** A rollback may have undone a template: entries that use it would be unreadable. */
  forgetTemplates(): void {
    this.#lastOfReason = undefined;
  }

  /** Whether the log has an entry. */
  has(id: string): boolean {
    return this.#find.get(id) !== undefined;
  }

  /** Yields the entries after the one with an id, or all. */
  async *entries(after: string | undefined): AsyncIterable<ProvisioningLogEntry> {
    let last = after === undefined ? 0 : (this.#find.get(after)?.number("ordinal") ?? 0);
    const templates = new Map<number, EntryTemplate>();
    for (;;) {
      const page: readonly Row[] = this.#entries.all(last, PAGE_SIZE);
      for (const row of page) yield this.#readEntry(row, templates);
      const end = page.at(-1);
      if (end === undefined) return;
      last = end.number("ordinal");
    }
  }

  #readEntry(row: Row, templates: Map<number, EntryTemplate>): ProvisioningLogEntry {
    if (row.isNull("template")) return row.json("body");
    const ordinal = row.number("template");
    const template = templates.get(ordinal) ?? this.#readTemplate(ordinal);
    templates.set(ordinal, template);
    const entry = template.expand(row.json("body"), [row.string("id"), row.string("at")]);
    return parseStored(entry, this.#database.path, "a log entry");
  }

  #readTemplate(ordinal: number): EntryTemplate {
    const row = this.#template.get(ordinal);
    if (row === undefined) throw damaged(this.#database.path, `template ${ordinal} of the log is missing`);
    return new EntryTemplate(row.string("body"));
  }

  /** Ordinal of the last entry that all of these sinks have; 0 when one of them has none. */
  deliveredToAll(sinks: readonly string[]): number {
    const positions = sinks.map((sink) => this.#position.get(sink)?.number("ordinal") ?? 0);
    return Math.min(Number.MAX_SAFE_INTEGER, ...positions);
  }

  /** Yields the ranges of ordinals, each to be dropped in a transaction of its own, of entries before a time. */
  *rangesBefore(time: string, last: number): Generator<readonly [after: number, upTo: number], void, void> {
    let [after, limit] = [0, FIRST_PAGE_SIZE];
    for (;;) {
      const page: readonly Row[] = this.#page.all(after, limit);
      const old = page.filter((row) => row.number("ordinal") <= last && row.string("at") < time);
      const end = old.at(-1);
      if (end === undefined) return;
      const upTo = end.number("ordinal");
      yield [after, upTo];
      if (old.length < page.length) return;
      [after, limit] = [upTo, PAGE_SIZE];
    }
  }

  /** Drops the entries of a range that are older than a time. */
  drop([after, upTo]: readonly [number, number], time: string): void {
    this.#drop.run(after, upTo, time);
  }
}

/** Entries of one reason resemble each other most. */
function reasonOf({ provisioningStatusInfo }: ProvisioningLogEntry): string {
  return provisioningStatusInfo.errorInformation?.errorCode ?? "";
}
