/**
 * Makes typedoc's output the site of the documentation: documents are named by their headings and grouped by what they
 * are for, and links to the expression playground lead to the page that `make-playground.ts` puts beside them.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Application, Converter, type DocumentReflection, PageEvent, Renderer } from "typedoc";

/** Where the playground stands in the site. */
const PLAYGROUND = "playground/index.html";

/** Its source, to which documents link: typedoc takes it for a file to copy. */
const COPY = "media/page.html";

/** typedoc's title of the first page, which the README has too. */
const PROJECT_TITLE = /<div class="tsd-page-title">[\s\S]*?<\/div>/;

/** Called by typedoc. */
export function load(application: Application): void {
  application.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    if (document.isDocument()) describe(document);
  });
  application.renderer.on(PageEvent.END, (page) => {
    const html = linkPlayground(page.contents ?? "", page.url);
    page.contents = page.url === "index.html" ? html.replace(PROJECT_TITLE, "") : html;
  });
  application.renderer.on(
    Renderer.EVENT_END,
    (site) => rmSync(join(site.outputDirectory, COPY), { force: true }),
    -1000,
  );
}

function describe(document: DocumentReflection): void {
  const path = document.project.files.getReflectionPath(document) ?? "";
  const text = document.content.map((part) => part.text).join("");
  document.name = /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? document.name;
  document.frontmatter["group"] ??= groupOf(path);
}

function groupOf(path: string): string {
  if (path.includes("/docs/decisions/")) return "Decisions";
  return path.includes("/docs/") ? "Guides" : "Project";
}

/** Makes links to the playground relative to the page that they stand on. */
function linkPlayground(html: string, url: string): string {
  const up = "../".repeat(url.split("/").length - 1);
  return html
    .replaceAll(`href="${PLAYGROUND}"`, `href="${up}${PLAYGROUND}"`)
    .replaceAll(`href="${up}${COPY}"`, `href="${up}${PLAYGROUND}"`);
}
