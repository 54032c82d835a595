/** An emulator and a Proxyclick client of it, which does not retry. */
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createProxyclickEmulator, type ProxyclickEmulatorOptions } from "../../../src/testing/index.ts";

const NAME = { givenName: "Ada", familyName: "Lovelace" };

/** A valid user. */
export const ADA = { userName: "ada@example.com", name: NAME };

/** Creates an emulator and its client. */
export function setUp(options: ProxyclickEmulatorOptions = {}) {
  const emulator = createProxyclickEmulator(options);
  const proxyclick = new ProxyclickScimClient({
    tenantUrl: emulator.tenantUrl,
    secretToken: () => emulator.secretToken,
    fetch: emulator.fetch,
    retry: { limit: 0 },
  });
  return { emulator, proxyclick, users: proxyclick.users };
}
