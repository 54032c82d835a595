/** Checks that every row is as wide as the header, and that the last one was not cut. */
import { type CsvRow, locationOf } from "./csv-syntax.ts";
import { incompleteSource, invalidSource } from "./file-errors.ts";
import { LastCells } from "./last-cell.ts";

/** The widths of a text's rows. */
export class RowWidths {
  readonly #path: string;
  readonly #width: number;
  readonly #complete: boolean;
  readonly #lastCells = new LastCells();
  /** A narrow row, which may only be the last one of a text that was cut. */
  #narrow: CsvRow | undefined;

  /**
   * @param width - Number of columns.
   * @param complete - Whether the text ends with a line break.
   */
  constructor(path: string, width: number, complete: boolean) {
    this.#path = path;
    this.#width = width;
    this.#complete = complete;
  }

  /**
   * Checks the next row. Returns whether it is as wide as the header.
   *
   * @throws ProvisioningError `invalid_source`.
   */
  add(row: CsvRow): boolean {
    if (this.#narrow !== undefined) throw invalidSource(this.#path, this.#problem(this.#narrow));
    const { length } = row.fields;
    if (length > this.#width) throw invalidSource(this.#path, this.#problem(row));
    if (length < this.#width) this.#narrow = row;
    else if (!this.#complete) this.#lastCells.add(row.fields[this.#width - 1] ?? "");
    return length === this.#width;
  }

  /**
   * Ends the rows.
   *
   * @throws ProvisioningError `incomplete_source` when the last one looks cut.
   */
  finish(): void {
    if (this.#narrow !== undefined) {
      const problem = this.#problem(this.#narrow);
      throw incompleteSource(this.#path, `${problem}; it is the last row, so the file looks cut short`);
    }
    if (!this.#lastCells.looksCut) return;
    throw incompleteSource(
      this.#path,
      "the last cell differs in form from those above it, and no line break follows: the file looks cut short; if it is complete, end it with a line break",
    );
  }

  #problem(row: CsvRow): string {
    const fields = row.fields.length === 1 ? "1 field" : `${row.fields.length} fields`;
    return `${locationOf(row)} has ${fields}; expected ${this.#width}, as many as the header`;
  }
}
