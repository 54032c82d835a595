/** Formats dates like .NET's `DateTime.ToString(format)` in the invariant culture. */
import { DAY_NAMES, MONTH_NAMES, type PatternToken, readPattern, type Specifier } from "./date-pattern.ts";
import { type CalendarFields, type DateTime, dayOfWeek, toFields } from "./date-time.ts";

/** The format of dates in the language. */
const GENERAL_FORMAT = "M/d/yyyy h:mm:ss tt";

/** Formats a date as the functions of the language return it: `M/d/yyyy h:mm:ss tt`. */
export function formatGeneralDate(date: DateTime): string {
  return formatDate(date, GENERAL_FORMAT) ?? "";
}

/** Formats a date; undefined for a format that .NET rejects. The empty format is `G`. */
export function formatDate(date: DateTime, format: string): string | undefined {
  const tokens = readPattern(format === "" ? "G" : format);
  if (tokens === undefined) return undefined;
  const fields = toFields(date);
  let result = "";
  for (const token of tokens) {
    const formatted = formatToken(token, date, fields);
    if (formatted === undefined) return undefined;
    const dropsPoint = formatted === "" && token.letter === "F" && result.endsWith(".");
    result = dropsPoint ? result.slice(0, -1) : result + formatted;
  }
  return result;
}

function formatToken(token: PatternToken, date: DateTime, fields: CalendarFields): string | undefined {
  const { letter, source, isForParsing } = token;
  if (letter === undefined) return isForParsing ? undefined : source;
  return source.length > 7 && /f/i.test(letter) ? undefined : FORMATTERS[letter](source.length, fields, date);
}

type Formatter = (length: number, fields: CalendarFields, date: DateTime) => string;

const FORMATTERS: Readonly<Record<Specifier, Formatter>> = {
  d: (length, fields, date) => (length <= 2 ? padded(fields.day, length) : nameOf(DAY_NAMES[dayOfWeek(date)], length)),
  f: (length, fields) => fraction(fields).slice(0, length),
  F: (length, fields) => fraction(fields).slice(0, length).replace(/0+$/, ""),
  g: () => "A.D.",
  h: (length, fields) => padded(fields.hour % 12 === 0 ? 12 : fields.hour % 12, length),
  H: (length, fields) => padded(fields.hour, length),
  K: (length, _fields, { kind }) => ({ utc: "Z", local: "+00:00", unspecified: "" })[kind].repeat(length),
  m: (length, fields) => padded(fields.minute, length),
  M: (length, fields) => (length <= 2 ? padded(fields.month, length) : nameOf(MONTH_NAMES[fields.month - 1], length)),
  s: (length, fields) => padded(fields.second, length),
  t: (length, fields) => (fields.hour < 12 ? "AM" : "PM").slice(0, length),
  y: (length, fields) => (length <= 2 ? padded(fields.year % 100, length) : String(fields.year).padStart(length, "0")),
  z: (length) => ["+0", "+00"][length - 1] ?? "+00:00",
};

function padded(value: number, length: number): string {
  return String(value).padStart(Math.min(length, 2), "0");
}

function nameOf(name: string | undefined, length: number): string {
  return length === 3 ? (name ?? "").slice(0, 3) : (name ?? "");
}

function fraction({ ticks }: CalendarFields): string {
  return String(ticks).padStart(7, "0");
}
