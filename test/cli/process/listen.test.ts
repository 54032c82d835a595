/** Addresses that cannot be used, and the requests in flight at the end. */
import { once } from "node:events";
import { Agent, get } from "node:http";
import { describe, expect, it } from "vitest";
import { listen } from "../../../src/cli/process/listen.ts";

const anyPort = { host: "127.0.0.1", port: 0 };

describe("listen", () => {
  it("names a port that is in use", async () => {
    const first = await listen(() => {}, anyPort);
    const port = Number(new URL(first.origin).port);
    await expect(listen(() => {}, { host: "127.0.0.1", port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use: choose another one with --port`,
    );
    await first.close();
  });

  it("names a host that is not here", async () => {
    await expect(listen(() => {}, { host: "192.0.2.1", port: 0 })).rejects.toThrow("192.0.2.1 is not an address");
  });

  it("answers what is in flight before it ends, also with connections kept alive", async () => {
    let answer = () => {};
    const asked = Promise.withResolvers<void>();
    const server = await listen((_request, response) => {
      answer = () => response.end("done");
      asked.resolve();
    }, anyPort);
    const request = get(server.origin, { agent: new Agent({ keepAlive: true }) });
    const responded = once(request, "response");
    await asked.promise;
    const closed = server.close();
    answer();
    const [response] = await responded;
    expect(await response.toArray()).toEqual([Buffer.from("done")]);
    await closed;
    await expect(fetch(server.origin)).rejects.toThrow();
  });
});
