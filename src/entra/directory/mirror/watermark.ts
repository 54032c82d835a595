/** Where a read of the directory ended, as the job stores it. */
import { isObject, readProperty } from "../../../internal/values.ts";

/** The end of a round. The delta link itself is in the mirror: without the mirror, it would be of no use. */
export interface Watermark {
  /** Id of the mirror that the round is in. */
  readonly mirror: string;
  /** Number of the round. */
  readonly round: number;
  /** Digest of the selected attributes. */
  readonly select: string;
}

const VERSION = 1;

/** Writes a watermark. */
export function printWatermark({ mirror, round, select }: Watermark): string {
  return JSON.stringify({ version: VERSION, mirror, round, select });
}

/** Reads a watermark; undefined for one of another source or version, after which everybody is read. */
export function parseWatermark(watermark: string | undefined): Watermark | undefined {
  if (watermark === undefined) return undefined;
  const value = parse(watermark);
  if (!isObject(value) || readProperty(value, "version") !== VERSION) return undefined;
  const [mirror, round, select] = ["mirror", "round", "select"].map((name) => readProperty(value, name));
  if (typeof mirror !== "string" || typeof round !== "number" || typeof select !== "string") return undefined;
  return { mirror, round, select };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
