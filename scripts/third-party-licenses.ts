/** An esbuild plugin that writes the licenses of the packages in a bundle into one file. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/**
 * Writes name, version and license text of every bundled package.
 *
 * @param file - Path of the file that is written.
 */
export function thirdPartyLicenses(file: string): Plugin {
  return {
    name: "third-party-licenses",
    setup(build) {
      build.onEnd(async ({ metafile }) => {
        if (metafile === undefined) return;
        const folders = new Set(bundledPackages(metafile));
        const sections = await Promise.all([...folders].map(licenseOf));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, sections.sort().join(`\n${"-".repeat(80)}\n\n`));
      });
    },
  };
}

/** Folders of the packages that are part of the output. */
function bundledPackages({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([path, { bytesInOutput }]) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    return folder === undefined || bytesInOutput === 0 ? [] : [resolve(folder)];
  });
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((entry) => /^licen[sc]e/i.test(entry)).sort();
  if (files.length === 0) throw new Error(`${name} has no license file`);
  const licenses = await Promise.all(files.map((entry) => readFile(join(folder, entry), "utf8")));
  return `${name} ${version} (${license})\n\n${licenses.map((content) => content.trim()).join("\n\n")}\n`;
}
