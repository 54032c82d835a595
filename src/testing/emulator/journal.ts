/**
 * What an emulator was asked, for tests to look at. Tokens are not written down.
 */
import type { Fault } from "./fault.ts";

/** One request and what became of it. */
export interface JournalEntry {
  /** Number of the request, from 1. */
  readonly number: number;
  /** When it came, by the emulator's clock. */
  readonly time: Date;
  /** HTTP method. */
  readonly method: string;
  /** Path below the tenant URL, such as `/Users/7`. */
  readonly path: string;
  /** Parameters of the query. */
  readonly query: Readonly<Record<string, string>>;
  /** Header fields with lower-case names, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body as JSON; its text when it is none; undefined without a body. */
  readonly body: unknown;
  /** Status that the service answered; 0 when a fault kept the request from it. */
  readonly status: number;
  /** The fault that was put in, where there was one. */
  readonly fault?: Fault | undefined;
}

/** The last requests, oldest first. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #limit: number;
  #count = 0;

  /** @param limit - most entries kept; older ones are forgotten */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A copy of the entries, oldest first. */
  entries(): readonly JournalEntry[] {
    return [...this.#entries];
  }

  /** Forgets all entries; numbers go on. */
  clear(): void {
    this.#entries.length = 0;
  }

  /** Number of the next request. @internal */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** Writes an entry down. @internal */
  add(entry: JournalEntry): void {
    if (this.#limit === 0) return;
    this.#entries.push(entry);
    // In larger steps, so that forgetting costs little.
    if (this.#entries.length > this.#limit * 2) this.#entries.splice(0, this.#entries.length - this.#limit);
  }
}

/** Reads a request for the journal. */
export function describeRequest(
  request: Request,
  text: string,
  basePath: string,
): Omit<JournalEntry, "number" | "time" | "status"> {
  const url = new URL(request.url);
  const path = decoded(url.pathname);
  const headers = new Headers(request.headers);
  headers.delete("authorization");
  return {
    method: request.method,
    path: `${path}/`.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    body: text === "" ? undefined : parse(text),
  };
}

/** A path with a percent sign that encodes nothing stands as it came; the service refuses it. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
