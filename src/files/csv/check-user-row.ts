/** Checks the rows of a file of users for values that cannot be what the directory has. */
import type { CsvRow } from "../reading/csv-rows.ts";
import { type Columns, locationOf } from "../reading/csv-table.ts";
import { damageOf, isBoolean, notBoolean } from "../reading/damaged-cells.ts";
import { invalidSource } from "../reading/file-errors.ts";

/** The column that shows whether a user is active. */
const ACTIVE_COLUMN = "accountEnabled";

/** Most rows without a boolean in {@link ACTIVE_COLUMN}; of more, the whole column counts as damaged. */
const MAX_UNUSABLE_ROWS = 5;

/** The columns to check: the id, and those of attributes that are read. */
export function checkedColumns(columns: Columns, attributes: readonly string[]): Columns {
  const wanted = new Set(["id", ACTIVE_COLUMN, ...attributes]);
  return new Map([...columns].filter(([name]) => wanted.has(name)));
}

/** The checks of one file. */
export class UserRowChecks {
  readonly #path: string;
  readonly #columns: Columns;
  readonly #active: number | undefined;
  #unusable = 0;
  /** Where the first row without a boolean is, and what it has. */
  #first = "";

  constructor(path: string, columns: Columns) {
    this.#path = path;
    this.#columns = columns;
    this.#active = columns.get(ACTIVE_COLUMN);
  }

  /**
   * Checks a row.
   *
   * @throws ProvisioningError `invalid_source` for a damaged value.
   */
  add(row: CsvRow): void {
    for (const [name, index] of this.#columns) {
      const damage = damageOf(row.fields[index] ?? "");
      if (damage === undefined) continue;
      throw invalidSource(this.#path, `${locationOf(row)}, column ${JSON.stringify(name)} has ${damage}`);
    }
    if (this.#active === undefined) return;
    const active = row.fields[this.#active] ?? "";
    if (isBoolean(active)) return;
    if (this.#unusable === 0) this.#first = `${locationOf(row)} ${notBoolean(active)}`;
    this.#unusable += 1;
  }

  /**
   * Ends the checks.
   *
   * @throws ProvisioningError `invalid_source` when too many rows do not show whether their user is active.
   */
  finish(): void {
    if (this.#unusable <= MAX_UNUSABLE_ROWS) return;
    throw invalidSource(
      this.#path,
      `${this.#unusable} rows have neither True nor False in the column "${ACTIVE_COLUMN}": ${this.#first}`,
    );
  }
}
