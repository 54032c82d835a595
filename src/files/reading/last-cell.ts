/** Whether a CSV file was cut inside its last cell: a row that lacks no field may still lack the end of one. */

/** Rows that must agree before another one counts as cut. */
const ENOUGH_ROWS = 3;

/** The last cells of a file's rows: where all but the last have one form, such as that of a date, the last was cut. */
export class LastCells {
  #rows = 0;
  /** Form of all rows but the last; undefined when they differ. */
  #form: string | undefined;
  #last = "";

  /** Adds the last cell of the next row. */
  add(cell: string): void {
    if (this.#rows === 1) this.#form = this.#last;
    else if (this.#rows > 1 && this.#last !== this.#form) this.#form = undefined;
    this.#last = formOf(cell);
    this.#rows += 1;
  }

  /** Whether the cell that was added last differs in form from all others, which agree. */
  get looksCut(): boolean {
    return this.#rows > ENOUGH_ROWS && this.#form !== undefined && this.#form !== this.#last;
  }
}

/** A cell with each run of letters and of digits as one character: `9/9/9 9:9:9 a` for a date with a time. */
function formOf(cell: string): string {
  return cell.replaceAll(/\p{L}+/gu, "a").replaceAll(/\d+/g, "9");
}
