/** Each seeded defect is caught by a check that a sound handler passes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConformanceReport, runConformance } from "../../src/conformance/index.ts";
import type { Handle } from "../conformance/build-mutant.ts";
import { fullHandler, TOKEN, URL_OF_SERVICE } from "../conformance/conformance-service.ts";
import { MUTANTS } from "../conformance/mutants.ts";
import { RESPONSE_MUTANTS } from "../conformance/response-mutants.ts";

async function broken(wrap: (handle: Handle) => Handle): Promise<ReadonlySet<string>> {
  const handle = wrap(fullHandler());
  const fetch = (url: string, init: RequestInit) => handle(new Request(url, init));
  return problems(await runConformance({ url: URL_OF_SERVICE, token: TOKEN, fetch }));
}

function problems({ results }: ConformanceReport): ReadonlySet<string> {
  return new Set(results.filter(({ outcome }) => outcome === "failed" || outcome === "warned").map(({ id }) => id));
}

const ALL = [...MUTANTS, ...RESPONSE_MUTANTS];
const caught = new Map<string, readonly string[]>();
let sound: ReadonlySet<string> = new Set();

beforeAll(async () => {
  sound = await broken((handle) => handle);
});

afterAll(() => {
  const lines = [...caught].map(([defect, ids]) => `${defect}\n  ${ids.length}: ${ids.slice(0, 5).join(", ")}`);
  process.stdout.write(`${lines.join("\n")}\n${caught.size} defects\n`);
});

describe("a defect is caught", () => {
  it("more than forty are seeded, each once", () => {
    const names = ALL.map(({ defect }) => defect);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });

  it.each(ALL)("$defect", async ({ defect, wrap }) => {
    const ids = [...(await broken(wrap))].filter((id) => !sound.has(id));
    caught.set(defect, ids);
    expect(ids).not.toEqual([]);
  });
});
