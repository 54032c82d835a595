/** The header of a CSV text: its rules, and the columns that it names. */
import { describeOtherHeader, type ExpectedKind } from "../../internal/graph-kinds.ts";
import { headerKey } from "./csv-dialect.ts";
import { invalidSource } from "./file-errors.ts";

/** Columns of a file: name to index in the row. */
export type Columns = ReadonlyMap<string, number>;

/** What the header of a file must and may contain. */
export interface HeaderRules {
  /** Columns that must be present. */
  readonly required: readonly string[];
  /**
   * Names of columns that are recognized in any case, with or without spaces, and then have the spelling given here. A
   * first row with none of them is not a header.
   */
  readonly known: readonly string[];
  /** Other names of known columns, such as `objectId` for `id`, to be used where the known one is absent. */
  readonly synonyms?: ReadonlyMap<string, string>;
  /** What the rows are, to recognize a file of something else. */
  readonly kind: ExpectedKind;
  /** Columns of an export that always ends with a line break; a file that has them all and does not was cut. */
  readonly completeExport?: readonly string[];
}

/**
 * Reads a header. Trims its names.
 *
 * @throws ProvisioningError `invalid_source` for a first row that is no such header.
 */
export function readHeader(path: string, fields: readonly string[], rules: HeaderRules): Columns {
  const names = fields.map((name) => name.trim());
  const known = new Map(rules.known.map((name) => [headerKey(name), name]));
  const present = new Set(names.map(headerKey));
  const other = describeOtherHeader(present, rules.kind);
  if (other !== undefined) throw invalidSource(path, other);
  const keys = knownKeys(rules);
  if (![...present].some((key) => keys.has(key))) throw noHeader(path, rules.known);
  const columns = new Map<string, number>();
  const seen = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const key = headerKey(name);
    if (key === "") throw invalidSource(path, `column ${index + 1} of the header has no name`);
    const synonym = rules.synonyms?.get(key);
    const column = synonym === undefined || present.has(headerKey(synonym)) ? (known.get(key) ?? name) : synonym;
    const other = seen.get(column.toLowerCase());
    if (other !== undefined)
      throw invalidSource(
        path,
        `the header names ${quoted(name)} twice${other === name ? "" : `, also as ${quoted(other)}`}`,
      );
    seen.set(column.toLowerCase(), name);
    columns.set(column, index);
  }
  requireColumns(path, columns, rules.required);
  return columns;
}

/**
 * Checks that columns are present.
 *
 * @throws ProvisioningError `invalid_source`, which names all missing ones.
 */
export function requireColumns(path: string, columns: Columns, required: readonly string[]): void {
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) throw invalidSource(path, `the header has no column ${missing.map(quoted).join(", ")}`);
}

/** Whether a header is that of a complete export. */
export function isCompleteExport(columns: Columns, { completeExport = [] }: HeaderRules): boolean {
  return completeExport.length > 0 && completeExport.every((name) => columns.has(name));
}

/** The names that a header may have, as keys. */
export function knownKeys({ required, known, synonyms = new Map() }: HeaderRules): ReadonlySet<string> {
  return new Set([...[...required, ...known].map(headerKey), ...synonyms.keys()]);
}

function noHeader(path: string, expected: readonly string[]): Error {
  const examples = expected.slice(0, 4).map(quoted).join(", ");
  return invalidSource(path, `has no header; expected names of columns, such as ${examples}, in the first row`);
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
