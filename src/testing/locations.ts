/**
 * Multi-location mapping: into which locations a provisioned user comes, by rules on city and language.
 *
 * Published are the rules "all users", "filtered by city and language", and the forced home location. How a condition compares is not: here it compares
 * without regard to case, and a language without region matches every region. That a disabled user is nowhere is an assumption too.
 */
import { isObject } from "../internal/values.ts";
import type { Json, JsonObject } from "../models/attribute-tree.ts";

/** A location (company account) of the customer. */
export interface EmulatedLocation {
  /** Company id, such as `CO-1`. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** Whether users are provisioned into it; true by default. */
  readonly provisioning?: boolean | undefined;
  /** Who comes into it: everybody (the default), or those who meet all conditions. */
  readonly users?: "all" | LocationConditions | undefined;
  /** Whether it is the home location of everybody who comes into it; false by default. */
  readonly home?: boolean | undefined;
}

/** Conditions on a user; both must be met where both are given. */
export interface LocationConditions {
  /** Cities, one of which must be the user's. */
  readonly city?: readonly string[] | undefined;
  /** Languages, one of which must be the user's, such as `fr` or `fr-BE`. */
  readonly language?: readonly string[] | undefined;
}

/** Where a user belongs. */
export interface Memberships {
  /** Ids of the locations, in the order in which the locations were declared. */
  readonly locations: readonly string[];
  /** Id of the home location; undefined for a user who is nowhere. */
  readonly home: string | undefined;
}

/** Where a user comes, by the rules of the locations; the first location is the main one. */
export function membershipsOf(user: JsonObject, locations: readonly EmulatedLocation[]): Memberships {
  if (user["active"] === false) return { locations: [], home: undefined };
  const own = locations.filter((location) => location.provisioning !== false && admits(location, user));
  const home = own.find((location) => location.home === true) ?? own[0];
  return { locations: own.map(({ id }) => id), home: home?.id };
}

function admits({ users = "all" }: EmulatedLocation, user: JsonObject): boolean {
  if (users === "all") return true;
  const { city, language } = users;
  return (
    (city === undefined || city.some((wanted) => sameText(wanted, cityOf(user)))) &&
    (language === undefined || language.some((wanted) => matchesLanguage(wanted, user["preferredLanguage"])))
  );
}

/** The vendor's sample marks the address by `primary`, Entra's mappings by the type `work`. */
function cityOf(user: JsonObject): Json | undefined {
  const addresses = user["addresses"];
  const entries = Array.isArray(addresses) ? addresses.filter((entry): entry is JsonObject => isObject(entry)) : [];
  const address =
    entries.find((entry) => entry["primary"] === true) ??
    entries.find((entry) => sameText("work", entry["type"])) ??
    entries[0];
  return address?.["locality"];
}

function sameText(wanted: string, value: Json | undefined): boolean {
  return typeof value === "string" && value.trim().toLowerCase() === wanted.trim().toLowerCase();
}

function matchesLanguage(wanted: string, value: Json | undefined): boolean {
  if (typeof value !== "string") return false;
  const [own, rule] = [value.toLowerCase().replaceAll("_", "-"), wanted.toLowerCase().replaceAll("_", "-")];
  return own === rule || own.startsWith(`${rule}-`);
}
