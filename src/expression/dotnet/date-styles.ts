/**
 * `DateTimeStyles`: what exact parsing forgives, and how it reads zones.
 */

/** Flags of DateTimeStyles that exact parsing looks at. */
export interface DateStyles {
  readonly leadingWhite: boolean;
  readonly trailingWhite: boolean;
  readonly innerWhite: boolean;
  /** A time without a date is on 0001-01-01, not today. */
  readonly noCurrentDate: boolean;
  readonly adjustToUniversal: boolean;
  readonly assumeLocal: boolean;
  readonly assumeUniversal: boolean;
  readonly roundtripKind: boolean;
}

/** The value of each flag in .NET. */
const FLAGS: ReadonlyMap<string, number> = new Map([
  ["none", 0],
  ["allowleadingwhite", 1],
  ["allowtrailingwhite", 2],
  ["allowinnerwhite", 4],
  ["allowwhitespaces", 7],
  ["nocurrentdatedefault", 8],
  ["adjusttouniversal", 16],
  ["assumelocal", 32],
  ["assumeuniversal", 64],
  ["roundtripkind", 128],
]);

/** RoundtripKind, AllowLeadingWhite and AllowTrailingWhite: what the reference names as default. */
const DEFAULT_FLAGS = 131;

/**
 * Styles by name, such as `AssumeUniversal, AllowWhiteSpaces`, or by number; undefined for unknown names and for combinations that
 * .NET refuses. The empty text stands for the default.
 */
export function readStyles(text: string): DateStyles | undefined {
  const names = text.split(/[,|]/).map((name) => name.trim().toLowerCase().replace("datetimestyles.", ""));
  let flags = text.trim() === "" ? DEFAULT_FLAGS : 0;
  for (const name of text.trim() === "" ? [] : names) {
    const flag = FLAGS.get(name) ?? (/^\d{1,3}$/.test(name) ? Number(name) : undefined);
    if (flag === undefined || flag > 255) return undefined;
    flags |= flag;
  }
  const has = (flag: number) => (flags & flag) !== 0;
  if ((has(32) && has(64)) || (has(128) && has(16 | 32 | 64))) return undefined;
  return {
    leadingWhite: has(1),
    trailingWhite: has(2),
    innerWhite: has(4),
    noCurrentDate: has(8),
    adjustToUniversal: has(16),
    assumeLocal: has(32),
    assumeUniversal: has(64),
    roundtripKind: has(128),
  };
}
