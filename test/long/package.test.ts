/**
 * The package as users get it: packed, installed into an empty project, and used there in every kind of place it
 * promises to work in.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { gzipSync } from "node:zlib";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consumer, installNode, installPacked, ROOT, run } from "../package/consumer.ts";
import { NODE_STORY, STORY, TYPED } from "../package/uses.ts";

let consumer: Consumer;

beforeAll(async () => {
  consumer = await installPacked();
});

afterAll(async () => {
  await rm(consumer.folder, { recursive: true });
});

/** What a bundler makes of a program in the project. */
async function bundle(contents: string, options: { format?: "iife"; globalName?: string; platform?: "node" } = {}) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: consumer.folder, loader: "js" },
    absWorkingDir: consumer.folder,
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    minify: true,
    logLevel: "error",
    ...options,
  });
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const files = parts.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  return { text: outputFiles[0]?.text ?? "", files };
}

/** A program as a script that answers a promise, for places without modules. */
async function asScript(program: string): Promise<string> {
  const imports = program.match(/^import .*$/gm) ?? [];
  const body = program.replaceAll(/^import .*$/gm, "").replace('console.log("works");', 'return "works";');
  const main = `${imports.join("\n")}\nexport async function main() {${body}}`;
  return (await bundle(main, { format: "iife", globalName: "program" })).text;
}

describe("the tarball", () => {
  it("holds what is needed to use the package, and nothing else", () => {
    const others = consumer.packed.filter((path) => !path.startsWith("dist/"));
    expect(others.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    expect(consumer.packed.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).toEqual([]);
  });

  it("has source maps with their sources in them, and under names without a folder of the machine", async () => {
    const scripts = consumer.packed.filter((path) => path.endsWith(".js"));
    expect(consumer.packed.filter((path) => path.endsWith(".map"))).toEqual(
      scripts.map((path) => `${path}.map`).sort(),
    );
    for (const path of scripts) {
      const map = JSON.parse(
        await readFile(join(consumer.folder, "node_modules/proxyclick-scim", `${path}.map`), "utf8"),
      );
      expect(map.sourcesContent).toHaveLength(map.sources.length);
      expect(map.sources.filter((source: string) => !source.startsWith("../"))).toEqual([]);
    }
  });

  it("has a README without relative links", async () => {
    const readme = await readFile(join(consumer.folder, "node_modules/proxyclick-scim/README.md"), "utf8");
    expect(readme.match(/\]\((?!https?:|#)[^)]*\)/g)).toBeNull();
  });

  it("installs ky, csv-parse and the peer zod, and no other package", async () => {
    const installed = await readdir(join(consumer.folder, "node_modules"));
    expect(installed.filter((name) => !name.startsWith("."))).toEqual(["csv-parse", "ky", "proxyclick-scim", "zod"]);
  });

  it("has the licenses of the packages that are bundled", async () => {
    const file = join(consumer.folder, "node_modules/proxyclick-scim/dist/cli/THIRD-PARTY-LICENSES.txt");
    const titles = (await readFile(file, "utf8")).match(/^\S+ \d+\.\d+\.\d+ \(.*\)$/gm) ?? [];
    const names = titles.map((title) => title.split(" ")[0]);
    expect(names).toEqual(expect.arrayContaining(["@clack/prompts", "commander", "libphonenumber-js"]));
  });

  it("has a program for the command line", async () => {
    const command = join(consumer.folder, "node_modules/.bin/proxyclick-scim");
    const args = ["evaluate", 'Append([mail], ".x")', "--attributes", '{"mail":"a@b.c"}'];
    expect((await run(command, args, consumer.folder)).trim()).toBe('"a@b.c.x"');
  });
});

describe("Node", () => {
  it.for([22, 24, 26])("%i imports every entry point and runs them", async (version, context) => {
    const program = version === 24 ? process.execPath : await installNode(version, consumer);
    if (program === undefined) return context.skip(`no Node ${version} for this machine`);
    await writeFile(join(consumer.folder, "story.js"), NODE_STORY);
    expect((await run(program, ["story.js"], consumer.folder)).trim()).toBe("works");
    const command = join(consumer.folder, "node_modules/proxyclick-scim/dist/cli/bin.cjs");
    expect(await run(program, [command, "--help"], consumer.folder)).toContain("provision");
  });
});

describe("places without Node", () => {
  it("a page: bundled for a browser, with a page's globals alone", async () => {
    const { Request, Response, Headers, URL, URLSearchParams, TextEncoder, TextDecoder, AbortController } = globalThis;
    const { AbortSignal, ReadableStream, DOMException, crypto, performance, setTimeout, clearTimeout } = globalThis;
    const page = createContext({
      ...{ Request, Response, Headers, URL, URLSearchParams, TextEncoder, TextDecoder, AbortController },
      ...{ AbortSignal, ReadableStream, DOMException, crypto, performance, setTimeout, clearTimeout },
      ...{ structuredClone, queueMicrotask, atob, btoa },
    });
    const script = await asScript(STORY);
    expect(script).not.toMatch(/["']node:/);
    expect(await new Script(`${script}\nprogram.main();`).runInContext(page)).toBe("works");
  });

  it("a worker: the handler and the client in an edge runtime", async () => {
    const worker = new EdgeVM();
    worker.evaluate(await asScript(STORY));
    expect(await worker.evaluate("program.main()")).toBe("works");
  });

  it("nothing is evaluated where nothing is used", async () => {
    const { exports } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    const entries = Object.keys(exports).filter((entry) => entry !== "./package.json");
    const imports = entries.map((entry) => `import "proxyclick-scim${entry.slice(1)}";`);
    const { files } = await bundle(imports.join("\n"), { platform: "node" });
    expect(files).toEqual([]);
  });

  it.each([
    ["isScimError", 500],
    ["compileExpression", 30_000],
    ["UserType", 45_000],
  ])("one name of the front door, %s, brings no more than it needs", async (name, limit) => {
    const { text, files } = await bundle(`import { ${name} } from "proxyclick-scim"; console.log(${name});`);
    expect(files.filter((file) => /node_modules\/(ky|csv-parse|commander)\//.test(file))).toEqual([]);
    if (name !== "UserType") expect(files.filter((file) => file.includes("node_modules/zod/"))).toEqual([]);
    expect(gzipSync(text).length).toBeLessThan(limit);
  });
});

describe("TypeScript", () => {
  const compile = async (options: Readonly<Record<string, unknown>>): Promise<string> => {
    await writeFile(join(consumer.folder, "typed.ts"), TYPED);
    const compilerOptions = {
      ...{ strict: true, target: "ES2024", lib: ["ES2024", "DOM", "DOM.Iterable"], noEmit: true, types: ["node"] },
      ...{ typeRoots: [join(ROOT, "node_modules/@types")], exactOptionalPropertyTypes: true, ...options },
    };
    await writeFile(join(consumer.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["typed.ts"] }));
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    return await run(process.execPath, [compiler, "--extendedDiagnostics"], consumer.folder);
  };

  it.each([
    { module: "ESNext", moduleResolution: "bundler" },
    { module: "Node16", moduleResolution: "node16" },
    { module: "NodeNext", moduleResolution: "nodenext" },
  ])("finds types, and right ones, with %j, within a budget of instantiations", async (options) => {
    const printed = await compile({ ...options, skipLibCheck: true });
    expect(Number(/^Instantiations:\s+(\d+)$/m.exec(printed)?.[1])).toBeLessThan(150_000);
  });

  it("checks the declarations themselves", async () => {
    await compile({ module: "NodeNext", moduleResolution: "nodenext", skipLibCheck: false });
  });
});
