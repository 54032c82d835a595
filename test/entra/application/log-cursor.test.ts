/** The cursor of a reading of the log, over any order in which records become visible. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogCursor } from "../../../src/entra/logs/log-cursor.ts";

const MINUTE = 60_000;

/** A record, and after how many readings it is visible. */
const records = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    time: fc.integer({ min: 0, max: 300 }).map((minute) => minute * MINUTE),
    delay: fc.nat(3),
  }),
  { selector: ({ id }) => id, maxLength: 60 },
);

describe("the cursor of the log", () => {
  it("lets each record through once, when it is visible within the overlap", () => {
    fc.assert(
      fc.property(records, (all) => {
        const seen: string[] = [];
        let stored: string | undefined;
        const end = 300 * MINUTE;
        for (let reading = 0; reading < 5; reading += 1) {
          const cursor = stored === undefined ? new LogCursor(end) : LogCursor.parse(stored, end);
          const visible = all
            .filter(({ time, delay }) => delay <= reading && time >= (cursor.start ?? -1))
            .sort((a, b) => a.time - b.time);
          for (const { id, time } of visible) if (cursor.add(id, time)) seen.push(id);
          cursor.trim();
          stored = cursor.toString();
        }
        expect(seen.toSorted()).toEqual(all.map(({ id }) => id).sort());
      }),
    );
  });

  it("forgets what lies before the overlap", () => {
    const cursor = new LogCursor(10 * MINUTE);
    for (let minute = 0; minute < 100; minute += 1) cursor.add(`r${minute}`, minute * MINUTE);
    cursor.trim();
    expect(Object.keys(JSON.parse(cursor.toString()).known)).toHaveLength(11);
    expect(cursor.start).toBe(89 * MINUTE);
  });

  it("keeps 20,000 records at most, and then begins later", () => {
    const cursor = new LogCursor(1_000 * MINUTE);
    for (let number = 0; number < 20_500; number += 1) cursor.add(`r${number}`, number);
    cursor.trim();
    expect(Object.keys(JSON.parse(cursor.toString()).known).length).toBeLessThanOrEqual(20_001);
    const again = LogCursor.parse(cursor.toString(), 1_000 * MINUTE);
    expect(again.start).toBe(499);
    const late = Array.from({ length: 20_001 }, (_, index) => index + 499);
    expect(late.filter((number) => again.add(`r${number}`, number))).toEqual([]);
  });

  it("may have ids that are names of members of objects", () => {
    const cursor = new LogCursor(MINUTE);
    for (const id of ["__proto__", "constructor"]) expect(cursor.add(id, 1)).toBe(true);
    const again = LogCursor.parse(cursor.toString(), MINUTE);
    for (const id of ["__proto__", "constructor"]) expect(again.add(id, 1)).toBe(false);
    expect(again.add("toString", 1)).toBe(true);
  });

  it.each(["", "null", "[]", '{"version":2}', '{"version":1,"newest":"x","floor":null,"known":{}}'])(
    "refuses %j",
    (cursor) => {
      expect(() => LogCursor.parse(cursor, 1)).toThrow(RangeError);
    },
  );
});
