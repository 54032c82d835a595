/** The commands of other processes to the one that holds a state file, in a table of the file. */
import type { CommandResult, PostedCommand, StateCommands } from "../provisioning/state/index.ts";
import type { StateDatabase, Statement } from "./database.ts";
import { describeHolder, findHolder, thisComputer, thisProcess } from "./lease.ts";
import type { SharedRead } from "./shared-read.ts";

/** Runs statements in a transaction of the process that holds the state. */
type Write = (apply: () => void) => Promise<void>;

/** The table of commands. Every process may post and withdraw; only the holder takes and completes. */
export class SqliteCommands implements StateCommands {
  readonly #database: StateDatabase;
  readonly #sharedRead: SharedRead;
  readonly #write: Write;
  readonly #post: Statement;
  readonly #next: Statement;
  readonly #take: Statement;
  readonly #complete: Statement;
  readonly #result: Statement;
  readonly #taken: Statement;
  readonly #withdraw: Statement;
  readonly #expire: Statement;

  constructor(database: StateDatabase, sharedRead: SharedRead, write: Write) {
    this.#database = database;
    this.#sharedRead = sharedRead;
    this.#write = write;
    this.#post = database.prepare("INSERT INTO commands (id, body, expires) VALUES (?, ?, ?)");
    this.#next = database.prepare(
      "SELECT id, body FROM commands WHERE taken = 0 AND expires > ? ORDER BY ordinal LIMIT 1",
    );
    this.#take = database.prepare("UPDATE commands SET taken = 1 WHERE id = ?");
    this.#complete = database.prepare("UPDATE commands SET result = ? WHERE id = ?");
    this.#result = database.prepare("SELECT result FROM commands WHERE id = ? AND result IS NOT NULL");
    this.#taken = database.prepare("SELECT 1 FROM commands WHERE id = ? AND taken = 1");
    this.#withdraw = database.prepare("DELETE FROM commands WHERE id = ?");
    this.#expire = database.prepare("DELETE FROM commands WHERE taken = 0 AND expires <= ?");
  }

  async holder(): Promise<string | undefined> {
    const holder = findHolder(this.#database, thisProcess(), thisComputer());
    return holder === undefined ? undefined : describeHolder(holder);
  }

  async post({ id, command }: PostedCommand, expires: string): Promise<void> {
    this.#sharedRead.end();
    this.#post.run(id, JSON.stringify(command), expires);
  }

  async take(now: string): Promise<PostedCommand | undefined> {
    const row = this.#next.get(now);
    if (row === undefined) return undefined;
    const id = row.string("id");
    await this.#write(() => {
      this.#expire.run(now);
      this.#take.run(id);
    });
    return { id, command: row.json("body") };
  }

  complete(id: string, result: CommandResult): Promise<void> {
    return this.#write(() => this.#complete.run(JSON.stringify(result), id));
  }

  async result(id: string): Promise<CommandResult | undefined> {
    const row = this.#result.get(id);
    return row === undefined ? undefined : row.json("result");
  }

  async isTaken(id: string): Promise<boolean> {
    return this.#taken.get(id) !== undefined;
  }

  async withdraw(id: string): Promise<void> {
    this.#sharedRead.end();
    this.#withdraw.run(id);
  }
}
