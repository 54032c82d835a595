/** How fast requests are sent to one tenant, on a clock that only moves while somebody sleeps. */
import { describe, expect, it } from "vitest";
import { GraphThrottle } from "../../src/entra/graph/graph-throttle.ts";

function throttleOf() {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (duration: number) => {
      clock.time += duration;
    },
  };
  const throttle = new GraphThrottle(clock);
  const next = async () => {
    await throttle.wait(undefined);
    return clock.time;
  };
  const observe = (share: string) => throttle.observe(new Headers({ "x-ms-throttle-limit-percentage": share }));
  return { clock, throttle, next, observe };
}

describe("the throttle of a tenant", () => {
  it("sends at once without a limit", async () => {
    const { next } = throttleOf();
    expect([await next(), await next()]).toEqual([0, 0]);
  });

  it("holds every request back during a pause; a shorter one does not end it", async () => {
    const { throttle, next } = throttleOf();
    throttle.pause(500);
    throttle.pause(100);
    expect([await next(), await next()]).toEqual([500, 500]);
  });

  it("spaces requests from 80 percent of the limit on, the more the closer, for ten seconds", async () => {
    const { clock, next, observe } = throttleOf();
    observe("0.8");
    expect([await next(), await next(), await next()]).toEqual([0, 100, 200]);
    observe("1.4");
    expect([await next(), await next(), await next()]).toEqual([300, 1300, 2300]);
    clock.time = 20_000;
    expect([await next(), await next()]).toEqual([20_000, 20_000]);
  });

  it.each(["0.79", "", "many", "-1"])("ignores a share of %o", async (share) => {
    const { next, observe } = throttleOf();
    observe(share);
    expect([await next(), await next()]).toEqual([0, 0]);
  });
});
