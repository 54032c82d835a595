/** The package as it is published, installed into an empty project. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export const ROOT = resolve(import.meta.dirname, "../..");

const execute = promisify(execFile);

/** What a program printed; an error, with its output, when it fails. */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { cwd, maxBuffer: 50_000_000 });
    return stdout;
  } catch (error) {
    const output = ["stdout", "stderr"].map((name) => String(Reflect.get(Object(error), name) ?? "")).join("\n");
    throw new Error(`${program} ${args.join(" ")} failed in ${cwd}\n${output}`, { cause: error });
  }
}

/** The package as it is published. */
export interface Packed {
  /** The folder that was made for it. */
  readonly folder: string;
  readonly tarball: string;
  /** Paths in the tarball. */
  readonly packed: readonly string[];
}

/** A project with the packed package in it. */
export type Consumer = Pick<Packed, "folder" | "packed">;

/** Packs the package, which builds it, into a new folder. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), "consumer-"));
  const answer = await run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], ROOT);
  const [tarball]: { filename: string; files: { path: string }[] }[] = JSON.parse(answer);
  if (tarball === undefined) throw new Error(`npm pack made nothing: ${answer}`);
  return { folder, tarball: join(folder, tarball.filename), packed: tarball.files.map(({ path }) => path) };
}

/** Installs the packed package into a new project. */
export async function installPacked(): Promise<Consumer> {
  const { folder, tarball, packed } = await pack();
  await newProject(folder);
  await run("npm", ["install", "--no-audit", "--no-fund", tarball], folder);
  return { folder, packed };
}

async function newProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
}

/** The program of a Node version, from the registry; undefined where there is none for this machine. */
export async function installNode(version: number, consumer: Consumer): Promise<string | undefined> {
  const folder = join(consumer.folder, `node-${version}`);
  await newProject(folder);
  try {
    await run("npm", ["install", "--no-audit", "--no-fund", `node@${version}`], folder);
    const program = join(folder, "node_modules/node/bin/node");
    return (await run(program, ["--version"], folder)).startsWith(`v${version}.`) ? program : undefined;
  } catch {
    return undefined;
  }
}
