/** Checks that the internal links of the built site and of the Markdown files lead to existing files and anchors. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** A broken link. */
export interface BrokenLink {
  /** The file that contains the link. */
  readonly file: string;
  /** The link as it is written. */
  readonly link: string;
  /** Why the link is broken. */
  readonly reason: "no such file" | "no such anchor";
}

interface Format {
  /** File name extension. */
  readonly extension: string;
  /** Returns the internal links of a file. */
  readonly links: (source: string) => readonly string[];
  /** Returns the anchors of a file. */
  readonly anchors: (source: string) => ReadonlySet<string>;
}

const HTML: Format = { extension: ".html", links: htmlLinks, anchors: htmlAnchors };
const MARKDOWN: Format = { extension: ".md", links: markdownLinks, anchors: markdownAnchors };

/** Returns the broken links of all HTML pages below a folder. */
export function checkSite(folder: string): readonly BrokenLink[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  return check(folder, files, HTML);
}

/** Returns the broken links of Markdown files below a folder. */
export function checkMarkdown(folder: string, files: readonly string[]): readonly BrokenLink[] {
  return check(folder, files, MARKDOWN);
}

function check(folder: string, files: readonly string[], format: Format): readonly BrokenLink[] {
  const known = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (file: string): ReadonlySet<string> => {
    const anchors = known.get(file) ?? format.anchors(readFileSync(file, "utf8"));
    known.set(file, anchors);
    return anchors;
  };
  return files.flatMap((name) => {
    const file = join(folder, name);
    return [...new Set(format.links(readFileSync(file, "utf8")))].flatMap((link): readonly BrokenLink[] => {
      const [path = "", anchor = ""] = link.split("#");
      const target = path === "" ? file : resolve(dirname(file), decode(path.replace(/\?.*$/, "")));
      if (!existsSync(target)) return [{ file: name, link, reason: "no such file" }];
      const isRead = anchor !== "" && target.endsWith(format.extension) && statSync(target).isFile();
      return isRead && !anchorsOf(target).has(decode(anchor)) ? [{ file: name, link, reason: "no such anchor" }] : [];
    });
  });
}

/** Internal `href` and `src` links, outside of scripts. */
function htmlLinks(html: string): readonly string[] {
  const markup = html.replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, (script) =>
    script.slice(0, script.indexOf(">") + 1),
  );
  return [...markup.matchAll(/\s(?:href|src)="([^"]*)"/g)]
    .map((match) => decodeEntities(match[1] ?? ""))
    .filter(isInternal);
}

function htmlAnchors(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map((match) => decodeEntities(match[1] ?? "")));
}

/** Internal links outside of code. */
function markdownLinks(markdown: string): readonly string[] {
  return [
    ...withoutCode(markdown)
      .replace(/`[^`\n]*`/g, "")
      .matchAll(/\]\(([^()\s]+)\)/g),
  ]
    .map((match) => match[1] ?? "")
    .filter(isInternal);
}

/**
 * The anchors of headings as GitHub creates them: lower case, hyphens for spaces, no punctuation, numbered duplicates.
 */
function markdownAnchors(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(markdown).matchAll(/^#{1,6} +(.+)$/gm)) {
    const name = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = name;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${name}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^(```+)[^\n]*\n[\s\S]*?^\1$/gm, "");
}

/** Whether a link stays in the site or repository. */
function isInternal(link: string): boolean {
  return link !== "" && link !== "#" && !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(link);
}

function decodeEntities(html: string): string {
  return html
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Decodes percent encoding, if it is valid. */
function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** The Markdown files in the root folder and in `docs`. */
export function markdownFiles(root: string): readonly string[] {
  const isMarkdown = (file: string) => file.endsWith(".md");
  const top = readdirSync(root).filter(isMarkdown);
  const docs = ["guide", "decisions", "playground"].flatMap((folder) =>
    readdirSync(join(root, "docs", folder)).map((file) => join("docs", folder, file)),
  );
  return [...top, "docs/benchmarks.md", ...docs.filter(isMarkdown)];
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "..");
  const site = resolve(process.argv[2] ?? join(root, "docs/api"));
  const broken = [...checkMarkdown(root, markdownFiles(root)), ...checkSite(site)];
  for (const { file, link, reason } of broken) process.stderr.write(`${file}: ${link}: ${reason}\n`);
  if (broken.length > 0) process.exitCode = 1;
  else process.stdout.write(`All links work: ${relative(root, site)}, README, CHANGELOG, guides, decisions\n`);
}
