import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { csv, people, type Service, startService } from "./company.ts";

/** Gives every test of a file a service of its own, and a folder of its own in which `users.csv` has so many people. */
export function useCompany(size: number): { readonly service: Service; readonly cwd: string } {
  const place: { service: Service | undefined; root: string; cwd: string } = { service: undefined, root: "", cwd: "" };
  beforeAll(async () => {
    place.root = await mkdtemp(join(tmpdir(), "proxyclick-scim-"));
  });
  afterAll(() => rm(place.root, { recursive: true }));
  beforeEach(async ({ task }) => {
    place.service = await startService();
    place.cwd = join(place.root, task.id);
    await mkdir(place.cwd);
    await writeFile(join(place.cwd, "users.csv"), csv(people(size)));
  });
  afterEach(() => place.service?.stop());
  return {
    get service() {
      if (place.service === undefined) throw new Error("There is a service within a test only.");
      return place.service;
    },
    get cwd() {
      return place.cwd;
    },
  };
}
