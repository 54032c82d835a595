/** The chunked list of the memory store behaves like an array. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkedList, type Slot } from "../../../src/server/memory-store/chunked-list.ts";

describe("ChunkedList", () => {
  it("is a list in insertion order, whatever is appended and removed", () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 700 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          removeFrom: fc.double({ min: 0, max: 0.999, noNaN: true }),
          remove: fc.integer({ min: 1, max: 600 }),
        }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.nat(3000), fc.nat(800), (steps, offset, count) => {
        const list = new ChunkedList<number>();
        const places: Slot<number>[] = [];
        let next = 0;
        for (const change of steps) {
          if ("append" in change) {
            for (let made = 0; made < change.append; made += 1) {
              places.push(list.append(next));
              next += 1;
            }
          } else {
            const from = Math.floor(change.removeFrom * places.length);
            for (const place of places.splice(from, change.remove)) list.remove(place);
          }
        }
        const expected = places.map(({ value }) => value);
        expect(list.length).toBe(expected.length);
        expect([...list].map(({ value }) => value)).toEqual(expected);
        expect(list.slice(offset, count).map(({ value }) => value)).toEqual(expected.slice(offset, offset + count));
        expect(places.map(({ sequence }) => list.rank(sequence))).toEqual(places.map((_, index) => index + 1));
        expect(
          places.every(({ sequence }, index) => index === 0 || sequence > (places[index - 1]?.sequence ?? -1)),
        ).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("removes a slot only once", () => {
    const list = new ChunkedList<string>();
    const place = list.append("a");
    list.append("b");
    list.remove(place);
    list.remove(place);
    expect([...list].map(({ value }) => value)).toEqual(["b"]);
    expect(list.length).toBe(1);
  });
});
