/**
 * An app's own code under test: it knows nothing of the emulator, whose handlers answer what it sends to
 * api.proxyclick.com.
 */
import { http } from "msw/http";
import { setupServer } from "msw/node";
import { createProxyclickEmulator, proxyclickHandlers, scriptedFaults } from "proxyclick-scim/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { invite } from "./invite.ts";

const emulator = createProxyclickEmulator();
const server = setupServer(...proxyclickHandlers(http, emulator));
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterAll(() => server.close());

it("invites a host once, although the connection breaks after the write", async () => {
  emulator.faults = scriptedFaults(undefined, { kind: "reset", when: "after" });
  const id = await invite({ email: "ada@contoso.com", first: "Ada", last: "Lovelace" }, emulator.secretToken);
  expect(await emulator.locationsOf(id)).toMatchObject({ home: "CO-1" });
  expect(emulator.journal.entries().map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
});
