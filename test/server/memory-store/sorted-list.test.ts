/** The sorted list of the memory store behaves like a sorted array. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { SortedList } from "../../../src/server/memory-store/sorted-list.ts";

it("SortedList is sorted, whatever is inserted and removed", () => {
  const numbers = fc.uniqueArray(fc.nat(5_000), { maxLength: 2_500, size: "max" });
  fc.assert(
    fc.property(numbers, numbers, numbers, fc.nat(3_000), fc.nat(800), (first, added, removed, offset, count) => {
      const list = new SortedList<number>((a, b) => a - b, first);
      const expected = new Set(first);
      for (const number of added.filter((each) => !expected.has(each))) {
        list.insert(number);
        expected.add(number);
      }
      for (const number of removed) {
        list.remove(number);
        expected.delete(number);
      }
      const sorted = [...expected].sort((a, b) => a - b);
      expect(list.length).toBe(sorted.length);
      expect(list.slice(0, 10_000)).toEqual(sorted);
      expect(list.slice(offset, count)).toEqual(sorted.slice(offset, offset + count));
      expect(list.rank(offset)).toBe(sorted.filter((number) => number < offset).length);
    }),
    { numRuns: 40 },
  );
});
