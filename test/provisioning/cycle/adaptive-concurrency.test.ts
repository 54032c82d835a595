import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/provisioning/cycle/adaptive-concurrency.ts";

function note(pace: Pace, code: string | undefined, times = 1): Pace {
  for (let time = 0; time < times; time += 1) pace.note(code);
  return pace;
}

describe("the pace of a job", () => {
  it("halves when the target limits the rate, down to one user at a time", () => {
    const limits = [1, 1, 1, 1, 1].map((times, index) => note(new Pace(16), "TooManyRequests", index + times).limit);
    expect(limits).toEqual([8, 4, 2, 1, 1]);
  });

  it("rises by one after fifty successes, to where it was at most", () => {
    const pace = note(new Pace(4), "TooManyRequests");
    expect(note(pace, undefined, 49).limit).toBe(2);
    expect(note(pace, undefined).limit).toBe(3);
    expect(note(pace, undefined, 500).limit).toBe(4);
  });

  it.each(["InsufficientRights", "InternalServerError", "WebExceptionProtocolError"])(
    "doubts the target after every 24 refusals in a row with %s, and gives it up after 5,000",
    (code) => {
      const pace = note(new Pace(4), code, 23);
      expect(pace.doubtful).toBe(false);
      expect(note(pace, code).doubtful).toBe(true);
      expect(note(pace, code).doubtful).toBe(false);
      expect(note(pace, code, 23).doubtful).toBe(true);
      expect(note(pace, code, 4_951).refusing).toBe(false);
      expect(note(pace, code).refusing).toBe(true);
      expect(note(pace, undefined)).toMatchObject({ refusing: false, doubtful: false });
    },
  );

  it("gives the target up after 24 time-outs in a row, whatever else fails in between counting as an answer", () => {
    const pace = note(new Pace(4), "Timeout", 23);
    expect(pace.hopeless).toBe(false);
    note(pace, "EntryConflict");
    expect(note(pace, "Timeout", 23).hopeless).toBe(false);
    expect(note(pace, "Timeout").hopeless).toBe(true);
  });
});
