/** A typedoc plugin that names documents by their headings, groups them, and links them to the playground. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Application, Converter, type DocumentReflection, PageEvent, Renderer } from "typedoc";

/** Path of the playground in the site. */
const PLAYGROUND = "playground/index.html";

/** The copy that typedoc makes of the playground's source, because documents link to it. */
const COPY = "media/page.html";

/** The title that typedoc adds to the first page, although the README has one. */
const PROJECT_TITLE = /<div class="tsd-page-title">[\s\S]*?<\/div>/;

/** Registers the plugin. */
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
  const markdown = document.content.map((part) => part.text).join("");
  document.name = /^# (.+)$/m.exec(markdown)?.[1]?.replaceAll("`", "") ?? document.name;
  document.frontmatter["group"] ??= groupOf(path);
}

function groupOf(path: string): string {
  if (path.includes("/docs/decisions/")) return "Decisions";
  return path.includes("/docs/") ? "Guides" : "Project";
}

/** Makes links to the playground relative to the page. */
function linkPlayground(html: string, url: string): string {
  const up = "../".repeat(url.split("/").length - 1);
  return html
    .replaceAll(`href="${PLAYGROUND}"`, `href="${up}${PLAYGROUND}"`)
    .replaceAll(`href="${up}${COPY}"`, `href="${up}${PLAYGROUND}"`);
}
