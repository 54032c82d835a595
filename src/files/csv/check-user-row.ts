/** Checks the rows of a file of users for values that cannot be what the directory has. */
import { ACTIVE_ATTRIBUTE } from "../../provisioning/mapping/source-attributes.ts";
import { ActivityCheck } from "../reading/activity-check.ts";
import type { Columns } from "../reading/csv-header.ts";
import { type CsvRow, locationOf } from "../reading/csv-syntax.ts";
import { damageOf } from "../reading/damaged-cells.ts";
import { invalidSource } from "../reading/file-errors.ts";

/** The columns to check: the id, and those of attributes that are read. */
export function checkedColumns(columns: Columns, attributes: readonly string[]): Columns {
  const wanted = new Set(["id", ACTIVE_ATTRIBUTE, ...attributes]);
  return new Map([...columns].filter(([name]) => wanted.has(name)));
}

/** The checks of one file. */
export class UserRowChecks {
  readonly #path: string;
  readonly #columns: Columns;
  readonly #active: number | undefined;
  readonly #activity = new ActivityCheck("rows");

  constructor(path: string, columns: Columns) {
    this.#path = path;
    this.#columns = columns;
    this.#active = columns.get(ACTIVE_ATTRIBUTE);
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
    if (this.#active !== undefined) this.#activity.add(row.fields[this.#active] ?? "", locationOf(row));
  }

  /**
   * Ends the checks.
   *
   * @throws ProvisioningError `invalid_source` when too many rows do not show whether their user is active.
   */
  finish(): void {
    this.#activity.finish(this.#path);
  }
}
