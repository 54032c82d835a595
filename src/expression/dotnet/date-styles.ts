/**
 * `DateTimeStyles`: what exact parsing forgives, and how it reads zones.
 */

/** Flags by their names in lower case, in the order of their values in .NET: 1, 2, 4 and so on. */
const STYLES = [
  "allowleadingwhite",
  "allowtrailingwhite",
  "allowinnerwhite",
  /** A time without a date is on 0001-01-01, not today. */
  "nocurrentdatedefault",
  "adjusttouniversal",
  "assumelocal",
  "assumeuniversal",
  "roundtripkind",
] as const;

const NAMES: readonly string[] = STYLES;

/** The flags that are set. */
export type DateStyles = ReadonlySet<(typeof STYLES)[number]>;

function flagOf(name: string): number | undefined {
  if (name === "none") return 0;
  if (name === "allowwhitespaces") return 7;
  if (/^\d{1,3}$/.test(name)) return Number(name);
  const index = NAMES.indexOf(name);
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
  const styles = new Set(STYLES.filter((_, index) => (flags & (1 << index)) !== 0));
  const isAssuming = styles.has("assumelocal") || styles.has("assumeuniversal");
  const isDoubled = styles.has("assumelocal") && styles.has("assumeuniversal");
  const isTorn = styles.has("roundtripkind") && (isAssuming || styles.has("adjusttouniversal"));
  return isDoubled || isTorn ? undefined : styles;
}
