/**
 * The structure of the sources: imports between modules and folders, files per folder, and packages per entry point.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ENTRY_POINTS, fileOf } from "../../scripts/entry-points.ts";

const SRC = resolve(import.meta.dirname, "../../src");
const MAX_FILES = 22;

/** Each module and the modules that it may import. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
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
  node: ["errors", "internal", "server"],
  "graph-users": ["errors", "internal", "provisioning"],
  "graph-log": ["errors", "internal", "provisioning"],
  files: ["errors", "internal", "provisioning", "graph-users", "graph-log"],
  entra: [
    "errors",
    "urns",
    "internal",
    "models",
    "filter",
    "client",
    "expression",
    "provisioning",
    "graph-users",
    "graph-log",
  ],
  sql: ["errors", "internal", "models", "filter", "server"],
  sqlite: ["errors", "internal", "server", "sql", "provisioning"],
  postgres: ["errors", "internal", "server", "sql"],
  conformance: ["errors", "urns", "internal", "models", "filter", "patch", "profile", "client"],
  testing: [
    "errors",
    "urns",
    "internal",
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
  cli: [
    "errors",
    "internal",
    "models",
    "profile",
    "client",
    "server",
    "expression",
    "provisioning",
    "proxyclick",
    "node",
    "files",
    "entra",
    "sqlite",
    "postgres",
    "testing",
    "conformance",
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

/**
 * The layers of a module, top first. A file imports its own folder and lower layers only; folders of one layer do not
 * import each other. `*` stands for the files next to the folders.
 */
const LAYERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  provisioning: [
    ["*", "state"],
    ["job"],
    ["cycle", "planning"],
    ["apply"],
    ["decide"],
    ["context"],
    ["log", "retry", "mirror", "compare"],
    ["mapping"],
    ["ports"],
  ],
  expression: [
    ["*"],
    ["lint", "guide"],
    ["compile"],
    ["functions"],
    ["evaluation", "dotnet/regex"],
    ["syntax", "dotnet"],
  ],
  server: [
    ["*"],
    ["bulk", "list", "memory-store", "table-store", "changes", "observe"],
    ["resource"],
    ["groups"],
    ["exchange"],
    ["resource-type"],
    ["auth", "store"],
    ["http"],
  ],
  client: [["*"], ["bulk", "oauth"], ["transport"], ["values"]],
  conformance: [["*"], ["entra-gallery"], ["checks"], ["service"]],
  testing: [
    ["*"],
    ["graph"],
    ["graph/application"],
    ["graph/synchronization"],
    ["graph/reports"],
    ["graph/directory"],
    ["graph/sign-in"],
    ["graph/service"],
    ["emulator", "contracts", "scripts"],
  ],
  entra: [
    ["*"],
    ["application", "directory"],
    ["directory/assignments", "directory/users"],
    ["directory/items"],
    ["directory/mirror"],
    ["application/apply"],
    ["application/plan"],
    ["job", "logs"],
    ["graph"],
    ["credentials"],
  ],
  files: [["*"], ["csv", "graph", "log", "report"], ["assignments"], ["reading"]],
  cli: [["*"], ["commands/entra", "commands"], ["demo", "expressions"], ["job"], ["options", "output"], ["process"]],
};

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** Loaded on demand, such as an optional peer dependency. */
  readonly onDemand: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

function sourceOf(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

/** Every import and re-export of a file, `import type` included. */
function importsOf(file: string): readonly Import[] {
  const pattern = /^(?:import|export)\s+(type\s)?(?:[^;]*?\sfrom\s+)?"([^"]+)"(?: with [^;]*)?;/gms;
  const dynamic = /\bimport\("([^"]+)"\)/g;
  const source = sourceOf(file);
  return [
    ...[...source.matchAll(pattern)].map((match) => ({
      specifier: match[2] ?? "",
      typeOnly: match[1] !== undefined,
      onDemand: false,
    })),
    ...[...source.matchAll(dynamic)].map((match) => ({ specifier: match[1] ?? "", typeOnly: false, onDemand: true })),
  ];
}

/** Files of `src` that a file imports. */
function targetsOf(file: string): readonly string[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier }) => relative(SRC, resolve(SRC, dirname(file), specifier)));
}

function moduleOf(file: string): string {
  const [first = ""] = file.split("/");
  return first.replace(/\.ts$/, "");
}

/** Number of the layer in which a file of a layered module lies; -1 for a folder that the table does not name. */
function layerOf(file: string): number {
  const layers = LAYERS[moduleOf(file)] ?? [];
  const folder = dirname(file).split("/").slice(1).join("/") || "*";
  return layers.findIndex((layer) => layer.includes(folder));
}

/**
 * Groups of files in an import cycle (Tarjan's strongly connected components of more than one file).
 */
function importCycles(): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.size - 1);
    stack.push(file);
    for (const next of targetsOf(file)) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1 || targetsOf(file).includes(file)) cycles.push(component.sort());
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return cycles;
}

describe("the modules of src", () => {
  it.each(files)("%s imports lower modules only", (file) => {
    const module = moduleOf(file);
    const allowed = MODULES[module];
    expect(allowed, `an entry for the module of ${file}`).toBeDefined();
    expect(
      targetsOf(file).filter((target) => moduleOf(target) !== module && !allowed?.includes(moduleOf(target))),
    ).toEqual([]);
  });

  it.each(files.filter((file) => LAYERS[moduleOf(file)] !== undefined))(
    "%s imports its own folder and lower layers only",
    (file) => {
      const module = moduleOf(file);
      expect(layerOf(file), `a layer for the folder of ${file}`).toBeGreaterThanOrEqual(0);
      const wrong = targetsOf(file).filter(
        (target) =>
          moduleOf(target) === module && dirname(target) !== dirname(file) && layerOf(target) <= layerOf(file),
      );
      expect(wrong).toEqual([]);
    },
  );

  it("have no import cycles, type imports included", () => {
    expect(importCycles()).toEqual([]);
  });

  it(`have no more than ${MAX_FILES} files in a folder`, () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([]);
  });

  it("use Node's own modules in node, files, sqlite and cli only, elsewhere on demand", () => {
    const modules = new Set(["node", "files", "sqlite", "cli"]);
    const wrong = files.filter(
      (file) =>
        !modules.has(moduleOf(file)) &&
        importsOf(file).some(({ specifier, onDemand }) => specifier.startsWith("node:") && !onDemand),
    );
    expect(wrong).toEqual([]);
  });
});

/** Packages that are loaded with an entry point. */
function packagesOf(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { specifier, typeOnly, onDemand } of importsOf(file)) {
      if (typeOnly || onDemand) continue;
      if (specifier.startsWith(".")) visit(relative(SRC, resolve(SRC, dirname(file), specifier)));
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
