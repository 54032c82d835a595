/** The mirror of a directory: its collections, and the numbers that order what is written to it. */
import type { MirrorChange, SourceMirror } from "../../../provisioning/ports/mirror.ts";
import type { Watermark } from "./watermark.ts";

/** Names of the collections, and what they hold. */
export const COLLECTION = {
  /** The record of the mirror itself, under {@link META}, and the names of the roles, under {@link ROLE_NAMES}. */
  source: "source",
  /** Delta links of users, by the number of the round that they end. */
  links: "links",
  /** Users by id. */
  users: "users",
  /** Users whom the next read reports, by id. */
  pending: "pending",
  /** Assigned groups by id. */
  groups: "groups",
  /** Delta links of assigned groups, each for as many as one query takes. */
  chunks: "chunks",
  /** Roles of directly assigned users, by id. */
  assignedUsers: "assignedUsers",
  /** Roles of assigned groups, by id. */
  assignedGroups: "assignedGroups",
} as const;

/** Key of the names of the roles. */
export const ROLE_NAMES = "roleNames";
const META = "meta";
const VERSION = 1;

/** Number of changes that are written together where a write has no natural size. */
export const BATCH_SIZE = 500;

/** The record of the mirror itself. */
interface Meta {
  readonly version: number;
  /** Distinguishes the mirror from one that was cleared. */
  readonly id: string;
  /** What is mirrored. */
  readonly owner: string;
  /** Number of the last round of users that was begun. */
  readonly round: number;
  /** Number of the last full read of members that was begun. */
  readonly attempt: number;
}

/** The mirror of one directory. */
export class DirectoryMirror {
  readonly records: SourceMirror;
  #meta: Meta;

  private constructor(records: SourceMirror, meta: Meta) {
    this.records = records;
    this.#meta = meta;
  }

  /**
   * Opens a mirror. One that holds another directory or application, or was written by another version, is cleared.
   *
   * @param owner - What is mirrored.
   */
  static async open(records: SourceMirror, owner: string): Promise<DirectoryMirror> {
    const stored = await records.get(COLLECTION.source, META);
    const meta: Meta | undefined = stored === undefined ? undefined : JSON.parse(stored);
    if (meta?.version === VERSION && meta.owner === owner) return new DirectoryMirror(records, meta);
    await records.clear();
    const fresh: Meta = { version: VERSION, id: crypto.randomUUID(), owner, round: 0, attempt: 0 };
    const mirror = new DirectoryMirror(records, fresh);
    await mirror.#store(fresh);
    return mirror;
  }

  /** Identifies the mirror in watermarks. */
  get id(): string {
    return this.#meta.id;
  }

  /** Number of the last round of users that was begun. */
  get round(): number {
    return this.#meta.round;
  }

  /** Number of the last full read of members that was begun. */
  get attempt(): number {
    return this.#meta.attempt;
  }

  /** Whether the end of a round is one of this mirror. */
  knows(watermark: Watermark | undefined): watermark is Watermark {
    return watermark?.mirror === this.id && watermark.round <= this.round;
  }

  /** Begins a round of users; every round has another number. */
  async beginRound(): Promise<number> {
    await this.#store({ ...this.#meta, round: this.round + 1 });
    return this.round;
  }

  /** Begins a full read of members; every one has another number. */
  async beginAttempt(): Promise<number> {
    await this.#store({ ...this.#meta, attempt: this.attempt + 1 });
    return this.attempt;
  }

  async #store(meta: Meta): Promise<void> {
    await this.records.write([{ collection: COLLECTION.source, key: META, value: JSON.stringify(meta) }]);
    this.#meta = meta;
  }
}

/** Collects changes and writes them in batches; the changes of one call are written together. */
export class BatchWriter {
  readonly #records: SourceMirror;
  #changes: MirrorChange[] = [];

  constructor(records: SourceMirror) {
    this.#records = records;
  }

  async add(...changes: readonly MirrorChange[]): Promise<void> {
    this.#changes.push(...changes);
    if (this.#changes.length >= BATCH_SIZE) await this.flush();
  }

  async flush(): Promise<void> {
    const changes = this.#changes;
    this.#changes = [];
    if (changes.length > 0) await this.#records.write(changes);
  }
}
