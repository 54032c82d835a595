/**
 * Checks the links of the built site, and of the Markdown that people read in the repository: files and anchors exist.
 * Addresses of other hosts are not asked.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** A link that leads nowhere. */
export interface BrokenLink {
  /** The file that it stands in. */
  readonly file: string;
  /** The link, as it is written. */
  readonly link: string;
  /** What it misses. */
  readonly reason: "no such file" | "no such anchor";
}

interface Kind {
  /** How the names of its files end. */
  readonly extension: string;
  /** The links of a text. */
  readonly links: (text: string) => readonly string[];
  /** What its links may name after `#`. */
  readonly anchors: (text: string) => ReadonlySet<string>;
}

const HTML: Kind = { extension: ".html", links: htmlLinks, anchors: htmlAnchors };
const MARKDOWN: Kind = { extension: ".md", links: markdownLinks, anchors: markdownAnchors };

/** Broken links of all pages under a folder. */
export function checkSite(folder: string): readonly BrokenLink[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  return check(folder, files, HTML);
}

/** Broken links of Markdown files, named from a folder on. */
export function checkMarkdown(folder: string, files: readonly string[]): readonly BrokenLink[] {
  return check(folder, files, MARKDOWN);
}

function check(folder: string, files: readonly string[], kind: Kind): readonly BrokenLink[] {
  const known = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (file: string): ReadonlySet<string> => {
    const anchors = known.get(file) ?? kind.anchors(readFileSync(file, "utf8"));
    known.set(file, anchors);
    return anchors;
  };
  return files.flatMap((name) => {
    const file = join(folder, name);
    return [...new Set(kind.links(readFileSync(file, "utf8")))].flatMap((link): readonly BrokenLink[] => {
      const [path = "", anchor = ""] = link.split("#");
      const target = path === "" ? file : resolve(dirname(file), decode(path.replace(/\?.*$/, "")));
      if (!existsSync(target)) return [{ file: name, link, reason: "no such file" }];
      const isRead = anchor !== "" && target.endsWith(kind.extension) && statSync(target).isFile();
      return isRead && !anchorsOf(target).has(decode(anchor)) ? [{ file: name, link, reason: "no such anchor" }] : [];
    });
  });
}

/** `href` and `src` that stay in the site; what stands in scripts is text. */
function htmlLinks(html: string): readonly string[] {
  const text = html.replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, (script) => script.slice(0, script.indexOf(">") + 1));
  return [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => plain(match[1] ?? "")).filter(isInternal);
}

function htmlAnchors(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map((match) => plain(match[1] ?? "")));
}

/** Links of a text without its code. */
function markdownLinks(text: string): readonly string[] {
  return [
    ...withoutCode(text)
      .replace(/`[^`\n]*`/g, "")
      .matchAll(/\]\(([^()\s]+)\)/g),
  ]
    .map((match) => match[1] ?? "")
    .filter(isInternal);
}

/** Headings as GitHub names them: lower case, spaces as hyphens, no punctuation; repeated ones are numbered. */
function markdownAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(text).matchAll(/^#{1,6} +(.+)$/gm)) {
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

function withoutCode(text: string): string {
  return text.replace(/^(```+)[^\n]*\n[\s\S]*?^\1$/gm, "");
}

/** Neither of another host or scheme, nor empty. */
function isInternal(link: string): boolean {
  return link !== "" && link !== "#" && !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(link);
}

function plain(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Percent-encoding resolved where it is one. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The Markdown files that people read: at the root and under `docs`. */
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
  else process.stdout.write(`Links are whole: ${relative(root, site)}, README, CHANGELOG, guides, decisions\n`);
}
