/**
 * The lease of a state file: a row that names the process whose job writes the file.
 *
 * A holder renews its lease while it lives. A holder whose process is dead on this computer frees it at once, any other
 * one when it has not renewed its lease for {@link LEASE_TIME}.
 */
import { hostname } from "node:os";
import { ProvisioningError } from "../errors.ts";
import type { StateDatabase, Statement } from "./database.ts";

/** Milliseconds after which a lease that is not renewed has expired. */
export const LEASE_TIME = 30_000;
/** Milliseconds between two renewals. */
export const RENEWAL_INTERVAL = 5_000;

/** A process that holds a lease or wants one. */
export interface Holder {
  /** Identifies one opening of the file: a process may open it twice. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/** What a lease knows of the computer that it runs on. */
export interface LeaseEnvironment {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether a process of this computer is alive. */
  readonly isAlive: (pid: number) => boolean;
  /** When this process started, in milliseconds since 1970. */
  readonly started: number;
}

/** This process. */
export function thisProcess(): Holder {
  return { id: crypto.randomUUID(), pid: process.pid, host: hostname() };
}

/** The computer that this process runs on. */
export function thisComputer(): LeaseEnvironment {
  return { now: Date.now, isAlive, started: performance.timeOrigin };
}

/** Signal 0 only checks: a process of another user is alive, although it takes no signal. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Returns the process that holds the lease of a file; undefined when none does.
 *
 * @param self - The process that looks.
 */
export function findHolder(database: StateDatabase, self: Holder, environment: LeaseEnvironment): Holder | undefined {
  const row = database.prepare("SELECT holder, pid, host, renewed FROM lease").get();
  if (row === undefined) return undefined;
  const holder = { id: row.string("holder"), pid: row.number("pid"), host: row.string("host") };
  const renewed = row.number("renewed");
  // A lease from the future was renewed before the clock was set back.
  if (Math.abs(environment.now() - renewed) >= LEASE_TIME) return undefined;
  if (holder.host !== self.host) return holder;
  // In a container that was started again, this process has the number of the dead one.
  const alive = holder.pid === self.pid ? renewed >= environment.started : environment.isAlive(holder.pid);
  return alive ? holder : undefined;
}

/** Names a process in a message, such as `process 4711 on server1`. */
export function describeHolder({ pid, host }: Holder): string {
  return `process ${pid} on ${host}`;
}

/** The lease of one opening of a file. */
export class Lease {
  readonly #database: StateDatabase;
  readonly #self: Holder;
  readonly #environment: LeaseEnvironment;
  readonly #check: Statement;
  readonly #renew: Statement;

  constructor(database: StateDatabase, self = thisProcess(), environment = thisComputer()) {
    this.#database = database;
    this.#self = self;
    this.#environment = environment;
    this.#check = database.prepare("SELECT 1 FROM lease WHERE holder = ?");
    this.#renew = database.prepare("UPDATE lease SET renewed = ? WHERE holder = ?");
  }

  /**
   * Takes the lease.
   *
   * @throws ProvisioningError `state_in_use` while another process holds it.
   */
  acquire(): void {
    const { id, pid, host } = this.#self;
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const holder = findHolder(this.#database, this.#self, this.#environment);
      if (holder !== undefined) {
        const problem = `The state file ${this.#database.path} is in use by another process: ${describeHolder(holder)}`;
        throw new ProvisioningError("state_in_use", problem);
      }
      this.#database
        .prepare("INSERT OR REPLACE INTO lease (only, holder, pid, host, renewed) VALUES (1, ?, ?, ?, ?)")
        .run(id, pid, host, this.#environment.now());
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * Checks, inside the transaction of a write, that no other process has taken the lease.
   *
   * @throws ProvisioningError `state_in_use` when one has.
   */
  requireHeld(): void {
    if (this.#check.get(this.#self.id) !== undefined) return;
    throw new ProvisioningError(
      "state_in_use",
      `The state file ${this.#database.path} was taken over by another process, because this one had not responded for ${LEASE_TIME / 1_000} seconds; nothing more is written`,
    );
  }

  /** Renews the lease. A lease that was lost is not taken again; the next write fails. */
  renew(): void {
    this.#renew.run(this.#environment.now(), this.#self.id);
  }

  /** Frees the lease. */
  release(): void {
    this.#database.prepare("DELETE FROM lease WHERE holder = ?").run(this.#self.id);
  }
}
