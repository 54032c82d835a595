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

/** Names of the flags; their values in .NET are 1, 2, 4 and so on. */
const FLAGS = (
  "allowleadingwhite allowtrailingwhite allowinnerwhite nocurrentdatedefault " +
  "adjusttouniversal assumelocal assumeuniversal roundtripkind"
).split(" ");

function flagOf(name: string): number | undefined {
  if (name === "none") return 0;
  if (name === "allowwhitespaces") return 7;
  if (/^\d{1,3}$/.test(name)) return Number(name);
  const index = FLAGS.indexOf(name);
  return index < 0 ? undefined : 1 << index;
}

/** RoundtripKind, AllowLeadingWhite and AllowTrailingWhite: what the reference names as default. */
const DEFAULT_FLAGS = 131;

/**
 * Styles by name, such as `AssumeUniversal, AllowWhiteSpaces`, or by number; undefined for unknown names and for combinations that
 * .NET refuses. The empty text stands for the default.
 */
export function readStyles(text: string): DateStyles | undefined {
  let flags = 0;
  for (const name of (text.trim() || String(DEFAULT_FLAGS)).split(/[,|]/)) {
    const flag = flagOf(name.trim().toLowerCase().replace("datetimestyles.", ""));
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
