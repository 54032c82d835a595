/** Parsers for the values of options. */
import { InvalidArgumentError } from "commander";
import { type CountryCode, isSupportedCountry } from "libphonenumber-js/min";
import type { CsvDelimiter } from "../../files/reading/csv-dialect.ts";
import { isGuid } from "../../internal/object-id.ts";
import type { ResetScope } from "../../provisioning/index.ts";
import { RESET_SCOPES } from "../../provisioning/job/change-job.ts";

const DURATION = /^(\d{1,6})(s|m|h|d)$/u;
const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Timers count milliseconds in 31 bits, and the schedule may lengthen an interval by a tenth. */
const MAX_DURATION = (2 ** 31 - 1) / 1.1;

/** Makes a parser of whole numbers between bounds. */
export function parseInteger(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,15}$/u.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** Parses a number of requests a second, which may have decimals. */
export function parsePace(value: string): number {
  const number = /^\d{1,4}(?:\.\d{1,3})?$/u.test(value) ? Number(value) : Number.NaN;
  if (number > 0) return number;
  throw new InvalidArgumentError("Expected a number of requests a second above 0, such as 25 or 0.5.");
}

/** Parses a deletion threshold: a whole number, or `off`. */
export function parseThreshold(value: string): number | "off" {
  return value === "off" ? "off" : parseInteger(0, Number.MAX_SAFE_INTEGER)(value);
}

const DELIMITERS: ReadonlyMap<string, "auto" | CsvDelimiter> = new Map([
  ["auto", "auto"],
  [",", ","],
  ["comma", ","],
  [";", ";"],
  ["semicolon", ";"],
  ["\t", "\t"],
  ["\\t", "\t"],
  ["tab", "\t"],
]);

/** Parses what separates the cells of a CSV file. */
export function parseDelimiter(value: string): "auto" | CsvDelimiter {
  const delimiter = DELIMITERS.get(value.toLowerCase());
  if (delimiter === undefined) throw new InvalidArgumentError('Expected auto, ",", ";" or tab.');
  return delimiter;
}

/** Parses a duration such as `40m`; in milliseconds. */
export function parseDuration(value: string): number {
  const [, amount, unit] = DURATION.exec(value) ?? [];
  const milliseconds = Number(amount) * (isUnit(unit) ? MILLISECONDS[unit] : Number.NaN);
  if (milliseconds > 0 && milliseconds <= MAX_DURATION) return milliseconds;
  throw new InvalidArgumentError("Expected a number and a unit (s, m, h, d), such as 40m, of at most 22 days.");
}

function isUnit(value: string | undefined): value is keyof typeof MILLISECONDS {
  return value !== undefined && Object.hasOwn(MILLISECONDS, value);
}

/** Parses an ISO 3166 country code that has a phone numbering plan. */
export function parseCountry(value: string): CountryCode {
  const code = value.toUpperCase();
  if (isSupportedCountry(code)) return code;
  throw new InvalidArgumentError("Expected a two-letter country code, such as BE.");
}

/** A file of group members: of several groups by their ids, or of one group. */
export interface MembersFile {
  /** Id of the only group; undefined for a file with group ids. */
  readonly group?: string;
  readonly path: string;
}

/** Parses a file of group members, `FILE` or `GROUPID=FILE`, and adds it to those before it. */
export function collectMembersFile(value: string, before: readonly MembersFile[] | undefined): readonly MembersFile[] {
  const [, group, path] = /^\s*([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})=(.+)$/isu.exec(value) ?? [];
  return [...(before ?? []), group === undefined || path === undefined ? { path: value } : { group, path }];
}

/** Parses a tenant: its GUID, in lower case, or one of its domains. */
export function parseTenant(value: string): string {
  const tenant = value.trim().toLowerCase();
  if (isGuid(tenant) || /^[\da-z][\da-z-]*(?:\.[\da-z-]+)+$/u.test(tenant)) return tenant;
  throw new InvalidArgumentError(
    "Expected a GUID, such as 8adf8e6e-67b2-4cf2-a259-e3dc5476c621, or a domain, such as contoso.onmicrosoft.com.",
  );
}

/** Parses a date or a point in time. */
export function parseDate(value: string): Date {
  const date = new Date(value);
  if (/^\d{4}-\d{2}-\d{2}/u.test(value) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError("Expected a date in ISO 8601 form, such as 2026-03-01T09:00:00Z.");
}

/** Parses the base path of a service; without a slash at its end. */
export function parseBasePath(value: string): string {
  if (/^(?:\/[\w.~-]+)*\/?$/u.test(value)) return value.replace(/\/$/u, "");
  throw new InvalidArgumentError("Expected a path such as /scim/v2.");
}

/** Parses names of reset scopes, separated by commas, in any case. */
export function parseResetScopes(value: string): readonly ResetScope[] {
  return parseScopes(value, RESET_SCOPES);
}

/** Parses names of what Entra's own job may forget; Microsoft asks not to use the others. */
export function parseEntraScopes(value: string): readonly ResetScope[] {
  const scopes = RESET_SCOPES.filter((scope) => scope !== "ConnectorDataStore");
  return parseScopes(value, scopes);
}

function parseScopes(value: string, scopes: readonly ResetScope[]): readonly ResetScope[] {
  return value.split(",").map((part) => {
    const name = part.trim().toLowerCase();
    const scope = scopes.find((known) => known.toLowerCase() === name);
    if (scope === undefined) throw new InvalidArgumentError(`Expected names of ${scopes.join(", ")}.`);
    return scope;
  });
}
