/** A table whose rows become cards in a narrow window. */
import { escapeHtml } from "./escape.ts";

/** What a table shows. */
export interface CardTable {
  /** Id of the caption. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly string[];
  /** Cells as HTML; the first one of each row names it. */
  readonly rows: readonly (readonly [name: string, ...cells: string[]])[];
}

/** Number of rows above which a table is collapsed. */
const MANY_ROWS = 20;

/**
 * Renders a table, collapsed when it is long. The roles are written out, because a row that is laid out as a card loses
 * its own.
 */
export function renderCardTable({ id, caption, columns, rows }: CardTable): string {
  const table = `<div class="wide" role="region" aria-labelledby="${id}" tabindex="0">
<table class="cards" role="table" aria-labelledby="${id}">
<caption id="${id}">${escapeHtml(caption)}</caption>
${renderHead(columns)}
<tbody role="rowgroup">
${rows.map(renderRow).join("\n")}
</tbody>
</table>
</div>`;
  return rows.length > MANY_ROWS ? `<details><summary>Show all</summary>\n${table}\n</details>` : table;
}

/** The head of such a table. */
export function renderHead(columns: readonly string[]): string {
  const cells = columns.map((name) => `<th scope="col" role="columnheader">${escapeHtml(name)}</th>`).join("");
  return `<thead role="rowgroup"><tr role="row">${cells}</tr></thead>`;
}

function renderRow([name, ...cells]: CardTable["rows"][number]): string {
  const rest = cells.map((cell) => `<td role="cell">${cell}</td>`).join("");
  return `<tr role="row"><th scope="row" role="rowheader">${name}</th>${rest}</tr>`;
}
