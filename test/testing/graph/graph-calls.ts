/** Calls of the emulator of Microsoft Graph, and a plain reader of delta queries. */
import type { GraphEmulator } from "../../../src/testing/index.ts";

/** An answer with its parsed body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Settings of a call. */
export interface CallSettings {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Token. Default: a new one. */
  readonly token?: string;
}

/** Calls the emulator with a path below `/v1.0`, or with a link. */
export async function call(graph: GraphEmulator, pathOrLink: string, settings: CallSettings = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, token = graph.issueToken() } = settings;
  const url = pathOrLink.startsWith("http") ? pathOrLink : `${graph.root}/v1.0${pathOrLink}`;
  const response = await graph.fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: content === "" ? {} : objectOf(JSON.parse(content)),
  };
}

/** The code of an error, with its status. */
export function failure({ status, body }: Answer): string {
  return `${status} ${String(objectOf(body["error"])["code"])}`;
}

/** The message of an error. */
export function message({ body }: Answer): string {
  return String(objectOf(body["error"])["message"]);
}

/** The items of a page. */
export function items({ body }: Answer): readonly Readonly<Record<string, unknown>>[] {
  const { value } = body;
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** A finished round of a delta query. */
export interface Round {
  readonly pages: readonly (readonly Readonly<Record<string, unknown>>[])[];
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly deltaLink: string;
}

/** Reads all pages of a list or of a round; at most 100,000 of them. */
export async function readRound(graph: GraphEmulator, start: string, settings: CallSettings = {}): Promise<Round> {
  const pages: (readonly Readonly<Record<string, unknown>>[])[] = [];
  let link = start;
  for (let count = 0; count < 100_000; count += 1) {
    const answer = await call(graph, link, settings);
    if (answer.status !== 200) throw new Error(`${start}: ${failure(answer)} ${message(answer)}`);
    pages.push(items(answer));
    const { "@odata.nextLink": next, "@odata.deltaLink": delta } = answer.body;
    if (typeof next !== "string")
      return { pages, items: pages.flat(), deltaLink: typeof delta === "string" ? delta : "" };
    link = next;
  }
  throw new Error(`${start}: the round has no end`);
}

/** Returns an object, or an empty one for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
