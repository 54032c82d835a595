/** The states of a delta query, which its links carry. */
import { readProperty } from "../../../internal/values.ts";
import { decodeToken, encodeToken } from "../service/link-token.ts";

/** What a delta query tracks, and since when. */
export interface DeltaState {
  /** Names of the selected properties. */
  readonly select: readonly string[];
  /** Ids of the only objects that are tracked; undefined for all. */
  readonly ids: readonly string[] | undefined;
  /** Position in the change log from which the round begins. */
  readonly since: number;
  /** When the first page of the round was requested, in milliseconds. */
  readonly issued: number;
  /** Number of times that delta tokens had been revoked then. */
  readonly generation: number;
}

/** Where a round has got to. */
export interface RoundState extends DeltaState {
  /** Whether the round lists all objects, or only changed ones. */
  readonly full: boolean;
  /** Number of pages before: the link of an empty page is another one than that which led to it. */
  readonly pages: number;
  /** Next object of a full round, or next position in the change log. */
  readonly position: number;
  /** Next member of the object at the position. */
  readonly offset: number;
  /** Position after the last one of the round. */
  readonly end: number;
  /** Position in the change log from which the next round begins. */
  readonly next: number;
  /** Step and start of the order in which a full round lists the objects. */
  readonly order: readonly [step: number, start: number];
}

/** Writes the token of a next link or a delta link. */
export function writeDeltaToken(path: string, state: DeltaState | RoundState): string {
  return encodeToken({ path, ...state });
}

/** Reads the token of a delta link; undefined for any other one. */
export function readDeltaToken(path: string, token: string): DeltaState | undefined {
  const content = decodeToken(token);
  if (content === undefined || readProperty(content, "path") !== path || Object.hasOwn(content, "full"))
    return undefined;
  return deltaState(content);
}

/** Reads the token of a next link; undefined for any other one. */
export function readRoundToken(path: string, token: string): RoundState | undefined {
  const content = decodeToken(token);
  if (content === undefined || readProperty(content, "path") !== path || !Object.hasOwn(content, "full"))
    return undefined;
  const [step = 1, start = 0] = numbers(readProperty(content, "order"));
  return {
    ...deltaState(content),
    full: readProperty(content, "full") === true,
    pages: number(content, "pages"),
    position: number(content, "position"),
    offset: number(content, "offset"),
    end: number(content, "end"),
    next: number(content, "next"),
    order: [step, start],
  };
}

function deltaState(content: Readonly<Record<string, unknown>>): DeltaState {
  const ids = readProperty(content, "ids");
  return {
    select: strings(readProperty(content, "select")),
    ids: ids === undefined ? undefined : strings(ids),
    since: number(content, "since"),
    issued: number(content, "issued"),
    generation: number(content, "generation"),
  };
}

function number(content: Readonly<Record<string, unknown>>, name: string): number {
  return Number(readProperty(content, name));
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
