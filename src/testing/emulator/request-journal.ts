/** Records the requests to an emulator for tests, without tokens. */
import type { Fault } from "./fault.ts";

/** A request to the emulator and its outcome. */
export interface RecordedRequest {
  /** Number of the request, from 1. */
  readonly number: number;
  /** When it arrived, by the emulator's clock. */
  readonly time: Date;
  /** HTTP method. */
  readonly method: string;
  /** Path below the tenant URL, such as `/Users/7`. */
  readonly path: string;
  /** Query parameters. */
  readonly query: Readonly<Record<string, string>>;
  /** Headers with lower-case names, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as JSON, as a string when it is not JSON, undefined when there is none. */
  readonly body: unknown;
  /** Status of the service's response; 0 when a fault prevented the request from being executed. */
  readonly status: number;
  /** The fault that was injected. */
  readonly fault?: Fault | undefined;
}

/** The recorded requests, oldest first. */
export class RequestJournal {
  readonly #entries: RecordedRequest[] = [];
  readonly #limit: number;
  #count = 0;

  /** @param limit - Maximum number of entries; older ones are dropped. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns the entries, oldest first. */
  entries(): readonly RecordedRequest[] {
    return [...this.#entries];
  }

  /** Removes all entries; numbering continues. */
  clear(): void {
    this.#entries.length = 0;
  }

  /** Returns the number of the next request. */
  nextNumber(): number {
    this.#count += 1;
    return this.#count;
  }

  /** Adds an entry. */
  add(entry: RecordedRequest): void {
    if (this.#limit === 0) return;
    this.#entries.push(entry);
    // Drops entries in batches, which costs less than one by one.
    if (this.#entries.length > this.#limit * 2) this.#entries.splice(0, this.#entries.length - this.#limit);
  }
}

/** Describes a request for the journal. */
export function describeRequest(
  request: Request,
  body: string,
  basePath: string,
): Omit<RecordedRequest, "number" | "time" | "status"> {
  const url = new URL(request.url);
  const path = decoded(url.pathname);
  const headers = new Headers(request.headers);
  headers.delete("authorization");
  return {
    method: request.method,
    path: `${path}/`.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    body: body === "" ? undefined : parse(body),
  };
}

/** Decodes a path; a path with an invalid percent encoding stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
