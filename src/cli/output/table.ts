/** Prints a table of any length; its columns are as wide as the first rows need. */
import type { Output } from "../process/io.ts";
import { printable } from "../process/printable.ts";

/** Number of rows that determine the widths, before the first is printed. */
const MEASURED_ROWS = 100;
/** Width of the widest column, in characters; longer cells are cut. */
const MAX_WIDTH = 50;

/** A table that is being printed. */
export interface Table {
  /** Adds a row, with a cell for each column. */
  add(cells: readonly string[]): void;
  /** Prints the rows that were not printed yet. */
  end(): void;
}

/** The layout of a table. */
export interface TableStyle {
  /** Whether cells of the last column are printed whole, for sentences. Default false. */
  readonly wideLastColumn?: boolean;
}

/** Starts a table. Without rows it prints nothing. */
export function createTable(
  output: Output,
  header: readonly string[],
  { wideLastColumn = false }: TableStyle = {},
): Table {
  const waiting: (readonly string[])[] = [];
  let widths: readonly number[] | undefined;
  const print = (row: readonly string[], columns: readonly number[]) =>
    output.write(`${renderRow(row, columns, wideLastColumn)}\n`);
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
      if (widths !== undefined || waiting.length === MEASURED_ROWS) flush();
    },
    end: flush,
  };
}

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  let width = 0;
  for (const row of rows) width = Math.max(width, [...(row[column] ?? "")].length);
  return Math.min(width, MAX_WIDTH);
}

function renderRow(row: readonly string[], widths: readonly number[], wideLastColumn: boolean): string {
  const last = widths.length - 1;
  return widths
    .map((width, column) =>
      wideLastColumn && column === last ? (row[column] ?? "") : padCell(row[column] ?? "", width),
    )
    .join("  ")
    .trimEnd();
}

/** A later row may be wider than its column, which moves the following cells. Wide scripts are not measured. */
function padCell(cell: string, width: number): string {
  const characters = [...cell];
  const shown = characters.length > MAX_WIDTH ? `${characters.slice(0, MAX_WIDTH - 1).join("")}…` : cell;
  return shown + " ".repeat(Math.max(0, width - characters.length));
}
