/**
 * The house as the README draws it: which room may import which, how long a file may be, and what an entry point must not load.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ENTRY_POINTS, fileOf } from "../../scripts/entry-points.ts";

const SRC = resolve(import.meta.dirname, "../../src");
const MAX_LINES = 300;

/** Room to the rooms it may import; rooms on one line of the picture do not import each other. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  urns: [],
  internal: [],
  models: ["errors", "urns", "internal"],
  filter: ["errors", "internal", "models"],
  patch: ["errors", "urns", "internal", "models", "filter"],
  profile: ["errors", "urns", "internal", "models", "filter", "patch"],
  client: ["errors", "urns", "internal", "models", "filter", "patch", "profile"],
  server: ["errors", "urns", "internal", "models", "filter", "patch", "profile"],
  expression: ["errors"],
  provisioning: ["errors", "internal", "models", "filter", "patch", "profile", "expression"],
  proxyclick: ["errors", "urns", "internal", "models", "filter", "patch", "profile", "client", "provisioning"],
  node: [],
  files: ["errors", "provisioning"],
  sqlite: ["errors", "provisioning"],
  conformance: ["errors", "urns", "internal", "models", "filter", "patch", "profile"],
  testing: [
    "errors",
    "urns",
    "internal",
    "models",
    "filter",
    "patch",
    "profile",
    "server",
    "provisioning",
    "proxyclick",
  ],
  cli: [
    "errors",
    "models",
    "profile",
    "server",
    "expression",
    "provisioning",
    "proxyclick",
    "node",
    "files",
    "sqlite",
    "conformance",
    "testing",
  ],
  index: [
    "errors",
    "urns",
    "models",
    "filter",
    "patch",
    "profile",
    "client",
    "server",
    "expression",
    "provisioning",
    "proxyclick",
  ],
};

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** Loaded only when it is needed: an optional peer, for who uses it. */
  readonly onDemand: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

function textOf(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

function importsOf(file: string): readonly Import[] {
  const pattern = /^(?:import|export)\s+(type\s)?(?:[^;]*?\sfrom\s+)?"([^"]+)";/gms;
  const dynamic = /\bimport\("([^"]+)"\)/g;
  const text = textOf(file);
  return [
    ...[...text.matchAll(pattern)].map((match) => ({
      specifier: match[2] ?? "",
      typeOnly: match[1] !== undefined,
      onDemand: false,
    })),
    ...[...text.matchAll(dynamic)].map((match) => ({ specifier: match[1] ?? "", typeOnly: false, onDemand: true })),
  ];
}

function roomOf(file: string): string {
  const [first = ""] = file.split("/");
  return first.replace(/\.ts$/, "");
}

function targetOf(file: string, specifier: string): string {
  return relative(SRC, resolve(SRC, dirname(file), specifier));
}

describe("the rooms of src", () => {
  it.each(files)("%s imports downwards only", (file) => {
    const room = roomOf(file);
    const allowed = ROOMS[room];
    expect(allowed, `a room for ${file}`).toBeDefined();
    const wrong = importsOf(file)
      .filter(
        ({ specifier, typeOnly }) =>
          specifier.startsWith(".") && !(typeOnly && (room === "internal" || room === "node")),
      )
      .map(({ specifier }) => targetOf(file, specifier))
      .filter((target) => roomOf(target) !== room && !allowed?.includes(roomOf(target)));
    expect(wrong).toEqual([]);
  });

  it("have no circle of files", () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter(({ specifier, typeOnly }) => specifier.startsWith(".") && !typeOnly)
          .map(({ specifier }) => targetOf(file, specifier)),
      ]),
    );
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
      if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const next of graph.get(file) ?? []) {
        const circle = visit(next, [...trail, file]);
        if (circle !== undefined) return circle;
      }
      done.add(file);
      return undefined;
    };
    expect(files.map((file) => visit(file, [])).find((circle) => circle !== undefined)).toBeUndefined();
  });

  it.each(files)(`%s is one thing: no more than ${MAX_LINES} lines`, (file) => {
    expect(textOf(file).trimEnd().split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  });

  it("use Node's own modules in node, files, sqlite and cli only", () => {
    const rooms = new Set(["node", "files", "sqlite", "cli"]);
    const wrong = files.filter(
      (file) => !rooms.has(roomOf(file)) && importsOf(file).some(({ specifier }) => specifier.startsWith("node:")),
    );
    expect(wrong).toEqual([]);
  });
});

/** Packages that come with an entry point when it is imported. */
function packagesOf(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { specifier, typeOnly, onDemand } of importsOf(file)) {
      if (typeOnly || onDemand) continue;
      if (specifier.startsWith(".")) visit(targetOf(file, specifier));
      else packages.add(specifier.split("/")[0] ?? specifier);
    }
  };
  visit(entry);
  return packages;
}

describe("an entry point loads only what it needs", () => {
  it.each(ENTRY_POINTS.map((entry) => ({ file: fileOf(entry), entry })))("$file", ({ file, entry }) => {
    const extra = [...packagesOf(file)].filter(
      (name) => !entry.packages.includes(name) && !(entry.node === true && name.startsWith("node:")),
    );
    expect(extra).toEqual([]);
  });
});
