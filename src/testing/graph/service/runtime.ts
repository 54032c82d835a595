/** What the parts of the emulator share: clock, random numbers and ids. */
import { seededRandom } from "../../emulator/seeded-random.ts";

/** Clock, random numbers and ids of an emulator. */
export interface EmulatorRuntime {
  /** The clock. */
  readonly now: () => Date;
  /** Returns a number in [0, 1), from the seed. */
  readonly random: () => number;
  /** Returns a new GUID, from the seed. */
  readonly guid: () => string;
  /** Returns a new string of 43 characters, as ids of assignments have, from the seed. */
  readonly opaqueId: () => string;
}

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Creates the shared parts of an emulator.
 *
 * @param seed - An integer; ids have random numbers of their own, so that they do not depend on faults and paging.
 */
export function createRuntime(seed: number, now: () => Date): EmulatorRuntime {
  const random = seededRandom(seed);
  const idRandom = seededRandom(seed ^ 0x5bd1e995);
  return {
    now,
    random,
    guid: () => randomGuid(idRandom),
    opaqueId: () =>
      Array.from({ length: 43 }, () => BASE64URL.charAt(Math.floor(idRandom() * BASE64URL.length))).join(""),
  };
}

const HEX = "0123456789abcdef";
const HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const VERSION_PLACE = 14;
const VARIANT_PLACE = 19;

/** A GUID of version 4 (RFC 9562 §5.4), made of its characters at once, because there may be many of them. */
function randomGuid(random: () => number): string {
  const codes: number[] = [];
  let bits = 0;
  for (let place = 0; place < 36; place += 1) {
    // 24 random bits serve for six digits.
    if (place % 6 === 0) bits = Math.floor(random() * 0x1_00_00_00);
    const digit = bits & 15;
    bits >>>= 4;
    if (HYPHENS.has(place)) codes.push(45);
    else if (place === VERSION_PLACE) codes.push(52);
    else codes.push(HEX.charCodeAt(place === VARIANT_PLACE ? 8 + (digit & 3) : digit));
  }
  return String.fromCharCode(...codes);
}

/** A time as Graph writes it, without fractions of a second. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}
