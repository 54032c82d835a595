/** The entry points of the package with their contents, packages and size limits. */
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** An entry point of the package. */
export interface EntryPoint {
  /** Folder in `src`; empty for the main entry point. */
  readonly folder: string;
  /** Contents, as in the README. */
  readonly holds: string;
  /** Packages that are loaded with it, without modules of the runtime. */
  readonly packages: readonly string[];
  /** Whether it needs modules of Node. */
  readonly node?: true;
  /** Maximum size with its packages in bytes: bundled, minified and compressed. */
  readonly budget: number;
}

export const ENTRY_POINTS: readonly EntryPoint[] = [
  { folder: "", holds: "the names that most programs need", packages: ["zod", "ky"], budget: 178_000 },
  {
    folder: "models",
    holds: "User, Group, the enterprise extension, messages, discovery documents, custom resource types",
    packages: ["zod"],
    budget: 45_000,
  },
  { folder: "filter", holds: "the filter language of RFC 7644", packages: [], budget: 6900 },
  {
    folder: "patch",
    holds: "PATCH of RFC 7644, and the smallest PATCH between two resources",
    packages: [],
    budget: 15_500,
  },
  { folder: "client", holds: "a client for any SCIM 2.0 service", packages: ["zod", "ky"], budget: 80_000 },
  { folder: "server", holds: "the handler, stores, authentication, profiles", packages: ["zod"], budget: 86_000 },
  { folder: "expression", holds: "Entra's attribute-mapping language", packages: [], budget: 33_000 },
  { folder: "provisioning", holds: "the engine", packages: ["zod"], budget: 112_000 },
  {
    folder: "provisioning/state",
    holds: "the records of a job's state, for custom states",
    packages: [],
    budget: 1000,
  },
  {
    folder: "proxyclick",
    holds: "the Proxyclick client, its limitations, the default mapping",
    packages: ["zod", "ky"],
    budget: 96_000,
  },
  {
    folder: "node",
    holds: "the handler under `node:http`, Express and the like",
    packages: [],
    node: true,
    budget: 6000,
  },
  {
    folder: "files",
    holds: "CSV and Graph JSON directories, JSON lines log, HTML report",
    packages: ["csv-parse"],
    node: true,
    budget: 40_000,
  },
  {
    folder: "entra",
    holds: "Microsoft Entra ID as a live source, the enterprise application, a client for Microsoft Graph",
    packages: ["zod", "ky"],
    budget: 120_000,
  },
  {
    folder: "sqlite",
    holds: "users in a SQLite file; a job's state in another",
    packages: [],
    node: true,
    budget: 32_000,
  },
  {
    folder: "postgres",
    holds: "users in PostgreSQL, through any driver",
    packages: [],
    budget: 28_000,
  },
  {
    folder: "conformance",
    holds: "a conformance suite for any SCIM endpoint",
    packages: ["zod"],
    budget: 90_000,
  },
  {
    folder: "testing",
    holds: "emulators of Proxyclick and Microsoft Graph, contract suites, provisioning-service scripts",
    packages: ["zod", "ky"],
    budget: 250_000,
  },
];

/** The name from which an entry point is imported. */
export function nameOf({ folder }: EntryPoint): string {
  return folder === "" ? "proxyclick-scim" : `proxyclick-scim/${folder}`;
}

/** The file of an entry point below `src`. */
export function fileOf({ folder }: EntryPoint): string {
  return folder === "" ? "index.ts" : `${folder}/index.ts`;
}

/** The size of an entry point. */
export interface BundleSize {
  /** Packages in its bundle. */
  readonly packages: readonly string[];
  /** Compressed size without packages, in bytes. */
  readonly own: number;
  /** Compressed size with packages, in bytes. */
  readonly whole: number;
}

/** Measures all of an entry point: bundled and minified as in an application, compressed as by a server. */
export async function measure(entry: EntryPoint): Promise<BundleSize> {
  const [own, whole] = await Promise.all([bundle(entry, { packages: "external" }), bundle(entry, {})]);
  const packages = whole.inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return { packages: [...new Set(packages)], own: own.bytes, whole: whole.bytes };
}

async function bundle(entry: EntryPoint, options: { readonly packages?: "external" }) {
  const { outputFiles, metafile } = await build({
    entryPoints: [resolve(import.meta.dirname, "../src", fileOf(entry))],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    platform: entry.node ? "node" : "browser",
    // Optional peer dependencies.
    external: ["jose", "nodemailer", "@opentelemetry/api"],
    write: false,
    metafile: true,
    ...options,
  });
  const [file] = outputFiles;
  return { inputs: Object.keys(metafile.inputs), bytes: gzipSync(file?.contents ?? "").length };
}
