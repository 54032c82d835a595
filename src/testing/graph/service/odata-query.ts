/** The system query options of a request (OData 4.01, part 2, §5.1). */
import { type Filter, parseFilter } from "./odata-filter.ts";
import { badRequest } from "./service-error.ts";

/** The query of a request. */
export interface ODataQuery {
  /** Names of the properties that are requested; undefined for the default set. */
  readonly select: readonly string[] | undefined;
  /** What is expanded, as written. */
  readonly expand: string | undefined;
  /** The parsed filter. */
  readonly filter: Filter | undefined;
  /** Maximum number of items in a page. */
  readonly top: number | undefined;
  /** Whether `$count=true` is set. */
  readonly count: boolean;
  /** Order, as written. */
  readonly orderBy: string | undefined;
  /** Search, as written. */
  readonly search: string | undefined;
  /** Token of a next page. */
  readonly skipToken: string | undefined;
  /** Token of a round of a delta query; may be empty. */
  readonly deltaToken: string | undefined;
  /** All options by name, as written. */
  readonly options: ReadonlyMap<string, string>;
}

const KNOWN: ReadonlySet<string> = new Set([
  "$select",
  "$expand",
  "$filter",
  "$top",
  "$skip",
  "$count",
  "$orderby",
  "$search",
  "$skiptoken",
  "$deltatoken",
]);

/**
 * Reads the query of a request.
 *
 * @param allowed - Names of the options that the resource supports; `$skiptoken` is always possible.
 * @throws ServiceError 400 for options that are unknown, repeated, malformed or not supported.
 */
export function parseQuery(params: URLSearchParams, allowed: readonly string[]): ODataQuery {
  const options = new Map<string, string>();
  for (const [name, value] of params) {
    if (!name.startsWith("$")) continue;
    if (!KNOWN.has(name)) throw badRequest(`The query parameter '${name}' is not supported.`);
    if (options.has(name)) throw badRequest(`Query option '${name}' was specified more than once.`);
    if (name !== "$skiptoken" && !allowed.includes(name))
      throw badRequest(`The query option '${name}' is not supported by this resource.`);
    options.set(name, value);
  }
  const filter = options.get("$filter");
  return {
    select: listOf(options.get("$select")),
    expand: options.get("$expand"),
    filter: filter === undefined ? undefined : parseFilter(filter),
    top: topOf(options.get("$top")),
    count: countOf(options.get("$count")),
    orderBy: options.get("$orderby"),
    search: options.get("$search"),
    skipToken: options.get("$skiptoken"),
    deltaToken: options.get("$deltatoken"),
    options,
  };
}

function listOf(value: string | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const names = value.split(",").map((name) => name.trim());
  if (names.includes("")) throw badRequest("Parsing OData Select and Expand failed: an empty name was found.");
  return [...new Set(names)];
}

function topOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const top = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (top < 1) throw badRequest(`Invalid value '${value}' for $top query option found.`);
  return top;
}

function countOf(value: string | undefined): boolean {
  if (value === undefined || /^false$/i.test(value)) return false;
  if (/^true$/i.test(value)) return true;
  throw badRequest(`Invalid value '${value}' for $count query option found.`);
}
