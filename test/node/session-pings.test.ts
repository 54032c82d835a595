/** A stream of HTTP/2 whose request body does not end is reset only after its client has read the response. */
import { once } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { toNodeListener } from "../../src/node/index.ts";
import { withFakeTimers } from "../support/fake-timers.ts";
import { connectOverHttp2, type ServedSession, untilClosed } from "./http2-session.ts";

/** More streams than the ten pings that Node lets wait for an answer. */
const STREAMS = 20;
const POST = { ":method": "POST", ":path": "/" };

/** A session that holds back what its client sends from the moment when the last of the requests has arrived. */
async function connectHeld(): Promise<ServedSession> {
  let arrived = 0;
  const complete = Promise.withResolvers<void>();
  const served: ServedSession = await connectOverHttp2(
    toNodeListener(async () => {
      arrived += 1;
      if (arrived === STREAMS) {
        served.hold();
        complete.resolve();
      }
      await complete.promise;
      return new Response("denied", { status: 401 });
    }),
  );
  return served;
}

const denied = { status: 401, rstCode: 0, text: "denied" };

describe("streams of one session whose request bodies never end", () => {
  it("are reset once the client has answered a ping, and none before", async () => {
    await using served = await connectHeld();
    const streams = Array.from({ length: STREAMS }, () => served.session.request(POST));
    const closed = streams.map(untilClosed);
    await Promise.all(streams.map((stream) => once(stream, "end")));
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(streams.filter((stream) => stream.closed)).toEqual([]);
    served.release();
    expect(await Promise.all(closed)).toEqual(streams.map(() => denied));
  });

  it("are reset after some time if the client does not answer", async () => {
    await withFakeTimers(async () => {
      await using served = await connectHeld();
      const closed = Array.from({ length: STREAMS }, () => untilClosed(served.session.request(POST)));
      expect(await Promise.all(closed)).toEqual(closed.map(() => denied));
    });
  });

  it("are reset at once if the session is closing", async () => {
    // No time passes.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    await using served = await connectOverHttp2(
      toNodeListener(() => {
        served.serverSession?.close();
        return new Response("denied", { status: 401 });
      }),
    );
    expect(await untilClosed(served.session.request(POST))).toEqual(denied);
  });
});
