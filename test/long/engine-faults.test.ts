/** Twenty thousand users over a bad network: the engine brings each there exactly once, and its log says so. */
import { expect, it } from "vitest";
import { createProvisioningJob, MemoryState } from "../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { seededRandom } from "../../src/testing/emulator/seeded-random.ts";
import { createProxyclickEmulator, EVERY_FAULT, randomFaults } from "../../src/testing/index.ts";
import { fakeDirectory, person } from "../support/fake-directory.ts";
import { schema } from "../support/mapping.ts";

const USERS = 20_000;
const CYCLES = 3;
const DAY = 86_400_000;

/** A refused token is no fault of one user: it ends the cycle, and has tests of its own. */
const FAULTS = EVERY_FAULT.filter(({ kind }) => kind !== "expired_token");
/** What the engine may meet without ending the cycle: the target is there, and speaks SCIM. */
const REFUSALS = FAULTS.filter(({ kind }) => kind === "status" || kind === "latency" || kind === "slow_body");

it.each([
  ["every kind, with a client that repeats", FAULTS, 3, 1],
  ["every kind, with a client that repeats", FAULTS, 3, 2],
  ["refusals, with a client that repeats once", REFUSALS, 1, 3],
] as const)("five percent of faults of %s: all are there after three cycles", async (_what, faults, limit, seed) => {
  const emulator = createProxyclickEmulator({
    journalLimit: 0,
    faults: randomFaults({ seed, probability: 0.05, faults }),
  });
  const { secretToken, fetch } = emulator;
  const retry = { limit, delay: 0, random: seededRandom(seed) };
  const target = new ProxyclickScimClient({ secretToken, fetch, retry });
  const state = new MemoryState();
  let clock = Date.parse("2026-03-01T08:00:00Z");
  const job = createProvisioningJob({
    source: fakeDirectory(Array.from({ length: USERS }, (_, index) => person(`user${index}`))),
    target,
    mapping: schema(),
    state,
    now: () => new Date(clock),
  });
  const failed: number[] = [];
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const { outcome, counts } = await job.runCycle();
    expect(outcome).toBe("completed");
    failed.push(Object.values(counts.failed).reduce((sum, count) => sum + count, 0));
    clock += DAY;
  }
  if (limit === 1) expect(failed[0], "users who were refused twice").toBeGreaterThan(0);

  const names = new Set<string>();
  let accounts = 0;
  const reader = new ProxyclickScimClient({ secretToken, fetch, retry: { limit: 9, delay: 0 } });
  for await (const { userName } of reader.users.list({ count: 200 })) {
    accounts += 1;
    names.add(userName);
  }
  expect([accounts, names.size, failed.at(-1)]).toEqual([USERS, USERS, 0]);

  const made = new Map<string, number>();
  for await (const { sourceIdentity, provisioningAction, provisioningStatusInfo } of state.entries()) {
    if (provisioningAction !== "create" || provisioningStatusInfo.status !== "success") continue;
    made.set(sourceIdentity.id, (made.get(sourceIdentity.id) ?? 0) + 1);
  }
  expect([made.size, Math.max(...made.values())]).toEqual([USERS, 1]);
});
