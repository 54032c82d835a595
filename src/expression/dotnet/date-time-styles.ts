/**
 * .NET's `DateTimeStyles`: the white space that exact parsing allows, and how it treats zones.
 *
 * The flags are bits.
 */

export const ALLOW_LEADING_WHITE = 1;
export const ALLOW_TRAILING_WHITE = 2;
export const ALLOW_INNER_WHITE = 4;
/** A time without a date is on 0001-01-01, not today. */
export const NO_CURRENT_DATE_DEFAULT = 8;
export const ADJUST_TO_UNIVERSAL = 16;
export const ASSUME_LOCAL = 32;
export const ASSUME_UNIVERSAL = 64;
export const ROUNDTRIP_KIND = 128;

/** Names in lower case, in the order of the bits. */
const NAMES =
  "allowleadingwhite allowtrailingwhite allowinnerwhite nocurrentdatedefault adjusttouniversal assumelocal assumeuniversal roundtripkind";

/** The default according to the reference. */
const DEFAULT = ROUNDTRIP_KIND | ALLOW_LEADING_WHITE | ALLOW_TRAILING_WHITE;

/**
 * Parses styles by name, such as `AssumeUniversal, AllowWhiteSpaces`, or by number. The empty string means the default.
 *
 * @returns undefined for unknown names, and for combinations that .NET rejects.
 */
export function parseDateTimeStyles(names: string): number | undefined {
  if (names.trim() === "") return DEFAULT;
  let styles = 0;
  for (const name of names.toLowerCase().split(/[,|]/)) {
    const style = styleOf(name.trim().replace("datetimestyles.", ""));
    if (style === undefined) return undefined;
    styles |= style;
  }
  return isContradictory(styles) ? undefined : styles;
}

function styleOf(name: string): number | undefined {
  if (name === "none") return 0;
  if (name === "allowwhitespaces") return ALLOW_LEADING_WHITE | ALLOW_TRAILING_WHITE | ALLOW_INNER_WHITE;
  if (/^\d{1,3}$/.test(name) && Number(name) < 256) return Number(name);
  const bit = NAMES.split(" ").indexOf(name);
  return bit < 0 ? undefined : 1 << bit;
}

/** Whether a date without a zone would be both local and universal, or its kind both kept and adjusted. */
function isContradictory(styles: number): boolean {
  const adjusting = styles & (ASSUME_LOCAL | ASSUME_UNIVERSAL | ADJUST_TO_UNIVERSAL);
  if ((styles & ROUNDTRIP_KIND) !== 0) return adjusting !== 0;
  return (adjusting & ASSUME_LOCAL) !== 0 && (adjusting & ASSUME_UNIVERSAL) !== 0;
}
