/** Decides to which locations of a customer a user belongs, by rules on city and language. */
import { isObject } from "../../internal/values.ts";
import type { Json, JsonObject } from "../../models/attribute-tree.ts";

/**
 * A location (company account) of the customer.
 *
 * Proxyclick publishes the rules "all users" and "filtered by city and language", and the forced home location. How it
 * compares values is an assumption.
 */
export interface EmulatedLocation {
  /** Company id, such as `CO-1`. */
  readonly id: string;
  /** Display name. */
  readonly name: string;
  /** Whether users are provisioned to the location. Default: true. */
  readonly provisioning?: boolean | undefined;
  /** Which users belong to the location: all, or those that match all conditions. Default: `all`. */
  readonly users?:
    | "all"
    | {
        /** Cities; the user's must be one of them. */
        readonly city?: readonly string[] | undefined;
        /** Languages, such as `fr` or `fr-BE`; the user's must be one of them. */
        readonly language?: readonly string[] | undefined;
        /**
         * How values are compared: the whole value (`equals`; a language without a region then matches every region),
         * its beginning (`startsWith`), or any part of it (`contains`). Default: `equals`, an assumption.
         */
        readonly compare?: "equals" | "startsWith" | "contains" | undefined;
        /** Whether the comparison is case-sensitive. Default: false, an assumption. */
        readonly caseExact?: boolean | undefined;
      }
    | undefined;
  /** Whether this is the home location of all users that belong to it. Default: false. */
  readonly home?: boolean | undefined;
}

type LocationConditions = Exclude<EmulatedLocation["users"], "all" | undefined>;

/** Assumptions about locations; see the options of the emulator. */
interface LocationRules {
  readonly disabledUsers?: "leave" | "stay" | undefined;
  readonly cityAddress?: "primary" | "work" | "first" | undefined;
}

/** The locations of a user. */
export interface LocationMembership {
  /** Ids of the locations in the order in which they are declared. */
  readonly locations: readonly string[];
  /** Id of the home location; undefined for a user without a location. */
  readonly home: string | undefined;
}

/**
 * Decides the locations of a user. Without a forced home location, the first location of the user is its home.
 */
export function resolveLocations(
  user: JsonObject,
  locations: readonly EmulatedLocation[],
  { disabledUsers = "leave", cityAddress = "primary" }: LocationRules = {},
): LocationMembership {
  if (user["active"] === false && disabledUsers === "leave") return { locations: [], home: undefined };
  const matching = locations.filter(
    (location) => location.provisioning !== false && includesUser(location, user, cityAddress),
  );
  const home = matching.find((location) => location.home === true) ?? matching[0];
  return { locations: matching.map(({ id }) => id), home: home?.id };
}

function includesUser(
  { users = "all" }: EmulatedLocation,
  user: JsonObject,
  cityAddress: LocationRules["cityAddress"],
): boolean {
  if (users === "all") return true;
  const { city, language } = users;
  return (
    (city === undefined || city.some((wanted) => matchesValue(cityOf(user, cityAddress), wanted, users))) &&
    (language === undefined || language.some((wanted) => matchesLanguage(user["preferredLanguage"], wanted, users)))
  );
}

/** The vendor's sample has a primary address, Entra's mappings have one of type `work`. */
function cityOf(user: JsonObject, which: LocationRules["cityAddress"] = "primary"): Json | undefined {
  const addresses = user["addresses"];
  const entries = Array.isArray(addresses) ? addresses.filter((entry): entry is JsonObject => isObject(entry)) : [];
  const primary = entries.find((entry) => entry["primary"] === true);
  const work = entries.find((entry) => matchesValue(entry["type"], "work", {}));
  const [first] = entries;
  return { primary: primary ?? work ?? first, work, first }[which]?.["locality"];
}

function matchesValue(value: Json | undefined, wanted: string, conditions: LocationConditions): boolean {
  if (typeof value !== "string") return false;
  const [actual, expected] = [comparisonKey(value, conditions), comparisonKey(wanted, conditions)];
  if (conditions.compare === "startsWith") return actual.startsWith(expected);
  return conditions.compare === "contains" ? actual.includes(expected) : actual === expected;
}

/** RFC 5646 writes a region after a hyphen; some systems write an underscore. */
function matchesLanguage(value: Json | undefined, wanted: string, conditions: LocationConditions): boolean {
  if (typeof value !== "string") return false;
  const [actual, expected] = [value.replaceAll("_", "-"), wanted.replaceAll("_", "-")];
  if (matchesValue(actual, expected, conditions)) return true;
  return (
    (conditions.compare ?? "equals") === "equals" &&
    comparisonKey(actual, conditions).startsWith(`${comparisonKey(expected, conditions)}-`)
  );
}

function comparisonKey(value: string, { caseExact = false }: LocationConditions): string {
  const trimmed = value.trim();
  return caseExact ? trimmed : trimmed.toLowerCase();
}
