/** A response stream that never continues is cancelled when its client disconnects. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { toNodeListener } from "../../src/node/index.ts";
import { serve } from "../frameworks/serve.ts";

it.each([
  ["before anything was sent", []],
  ["after a part was sent", [new TextEncoder().encode("part")]],
])("a stream that says nothing more is cancelled when its client leaves %s", async (_, parts) => {
  const asked = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  const errors: unknown[] = [];
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
      },
      pull: () => asked.resolve(),
      cancel: () => cancelled.resolve(),
    });
  const listener = toNodeListener(() => new Response(stream()), { onError: (error) => errors.push(error) });
  await using server = await serve(listener);
  const client = httpRequest(server.origin).on("error", () => undefined);
  const answered = new Promise<IncomingMessage>((resolve) => client.once("response", resolve));
  client.end();
  await asked.promise;
  if (parts.length > 0) await new Promise((resolve) => answered.then((answer) => answer.once("data", resolve)));
  client.destroy();
  await cancelled.promise;
  expect(errors).toEqual([]);
});
