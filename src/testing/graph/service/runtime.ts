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

/** A GUID of version 4 (RFC 9562 §5.4). */
function randomGuid(random: () => number): string {
  const word = (): string =>
    Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, "0");
  const [a, b, c, d] = [word(), word(), word(), word()];
  const variant = "89ab".charAt(Math.floor(random() * 4));
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
