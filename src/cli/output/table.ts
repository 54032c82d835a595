/**
 * A table on its way to a terminal, of any length: columns are as wide as the first rows need.
 */
import type { Output } from "../process/io.ts";
import { printable } from "../process/printable.ts";

/** Rows that are looked at before the first is printed. */
const FIRST_ROWS = 100;
/** Widest column, in characters; what is longer is cut. */
const WIDEST = 50;

/** Prints rows under a header. */
export interface TableWriter {
  /** Takes a row, with a cell for each column. */
  add(cells: readonly string[]): void;
  /** Prints what was not printed yet. */
  end(): void;
}

/** How a table looks. */
export interface TableStyle {
  /** Whether the last column is as wide as its text, for sentences. Default false. */
  readonly wideEnd?: boolean;
}

/** Starts a table; nothing is printed when it gets no row. */
export function tableWriter(
  output: Output,
  header: readonly string[],
  { wideEnd = false }: TableStyle = {},
): TableWriter {
  const waiting: (readonly string[])[] = [];
  let widths: readonly number[] | undefined;
  const print = (row: readonly string[], columns: readonly number[]) =>
    output.write(`${line(row, columns, wideEnd)}\n`);
  const flush = () => {
    if (waiting.length === 0) return;
    const rows = widths === undefined ? [header.map(printable), ...waiting] : waiting;
    const columns = widths ?? header.map((_, column) => widthOf(rows, column));
    for (const row of rows) print(row, columns);
    widths = columns;
    waiting.length = 0;
  };
  return {
    add(cells) {
      waiting.push(cells.map(printable));
      if (widths !== undefined || waiting.length === FIRST_ROWS) flush();
    },
    end: flush,
  };
}

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  let width = 0;
  for (const row of rows) width = Math.max(width, [...(row[column] ?? "")].length);
  return Math.min(width, WIDEST);
}

function line(row: readonly string[], widths: readonly number[], wideEnd: boolean): string {
  const last = widths.length - 1;
  return widths
    .map((width, column) => (wideEnd && column === last ? (row[column] ?? "") : cell(row[column] ?? "", width)))
    .join("  ")
    .trimEnd();
}

/** A later row may need more than its column has, which moves what follows; a wide script is not measured. */
function cell(text: string, width: number): string {
  const characters = [...text];
  const shown = characters.length > WIDEST ? `${characters.slice(0, WIDEST - 1).join("")}…` : text;
  return shown + " ".repeat(Math.max(0, width - characters.length));
}
