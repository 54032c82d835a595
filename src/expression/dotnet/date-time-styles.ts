/**
 * `DateTimeStyles`: what exact parsing forgives, and how it reads zones. The flags are bits, as in .NET.
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

/** What the reference names as default. */
const DEFAULT = ROUNDTRIP_KIND | ALLOW_LEADING_WHITE | ALLOW_TRAILING_WHITE;

/**
 * Styles by name, such as `AssumeUniversal, AllowWhiteSpaces`, or by number; undefined for unknown names and for
 * combinations that .NET refuses. The empty text stands for the default.
 */
export function parseDateTimeStyles(text: string): number | undefined {
  if (text.trim() === "") return DEFAULT;
  let styles = 0;
  for (const name of text.toLowerCase().split(/[,|]/)) {
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

/** Whether a value without a zone would be local and universal, or whether the kind is both kept and adjusted. */
function isContradictory(styles: number): boolean {
  const adjusting = styles & (ASSUME_LOCAL | ASSUME_UNIVERSAL | ADJUST_TO_UNIVERSAL);
  if ((styles & ROUNDTRIP_KIND) !== 0) return adjusting !== 0;
  return (adjusting & ASSUME_LOCAL) !== 0 && (adjusting & ASSUME_UNIVERSAL) !== 0;
}
