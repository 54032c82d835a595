/** Each seeded defect is caught by a check that a sound handler passes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONFORMANCE_CHECKS, type ConformanceReport, runConformance } from "../../src/conformance/index.ts";
import type { Handle } from "../conformance/build-mutant.ts";
import { fullHandler, galleryHandler, TOKEN, URL_OF_SERVICE } from "../conformance/conformance-service.ts";
import { GALLERY_MUTANTS } from "../conformance/gallery-mutants.ts";
import { MUTANTS } from "../conformance/mutants.ts";
import { RESPONSE_MUTANTS } from "../conformance/response-mutants.ts";

async function broken(
  wrap: (handle: Handle) => Handle,
  profile: "full" | "entra-gallery" = "full",
): Promise<ReadonlySet<string>> {
  const handle = wrap(profile === "full" ? fullHandler() : galleryHandler());
  const fetch = (url: string, init: RequestInit) => handle(new Request(url, init));
  return problems(await runConformance({ url: URL_OF_SERVICE, token: TOKEN, profile, fetch }));
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

describe("a defect for which an app would fail Microsoft's validation is caught", () => {
  /** Without client credentials and without Entra, the tests of authentication are skipped. */
  const SKIPPED = ["gallery-validate-credentials", "gallery-federated-identity"];
  const failed = new Set<string>();

  it("none is found where there is none", async () => {
    expect([...(await broken((handle) => handle, "entra-gallery"))]).toEqual([]);
  });

  it.each(GALLERY_MUTANTS)("$defect", async ({ wrap }) => {
    const ids = await broken(wrap, "entra-gallery");
    for (const id of ids) failed.add(id);
    expect([...ids]).not.toEqual([]);
  });

  it("each test fails for at least one of them", () => {
    const tests = CONFORMANCE_CHECKS.filter(({ profiles }) => profiles?.includes("entra-gallery"));
    expect(tests.map(({ id }) => id).filter((id) => !failed.has(id))).toEqual(SKIPPED);
  });
});
