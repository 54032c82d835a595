/**
 * Multi-location mapping: into which locations a provisioned user comes, by rules on city and language.
 *
 * Published are the rules "all users", "filtered by city and language", and the forced home location. How a condition compares is not: unless
 * told otherwise it compares without regard to case, and a language without region matches every region. That a disabled user is nowhere is an assumption
 * too.
 */
import { isObject } from "../../internal/values.ts";
import type { Json, JsonObject } from "../../models/attribute-tree.ts";

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
  /**
   * How a condition compares: the whole value (`equals`, the default; a language without region then covers every region), its beginning
   * (`startsWith`), or any part of it (`contains`). An assumption: the vendor does not publish its operators.
   */
  readonly compare?: "equals" | "startsWith" | "contains" | undefined;
  /** Whether case counts; false by default. An assumption. */
  readonly caseExact?: boolean | undefined;
}

/** Where a user belongs. */
export interface Memberships {
  /** Ids of the locations, in the order in which the locations were declared. */
  readonly locations: readonly string[];
  /** Id of the home location; undefined for a user who is nowhere. */
  readonly home: string | undefined;
}

/** Which address of a user names the city: the primary one, the one of type `work`, or the first. */
export type CityAddress = "primary" | "work" | "first";

/** What is assumed about memberships. */
export interface MembershipRules {
  /** Whether a disabled user is nowhere (`leave`, the default) or where an active one would be. */
  readonly disabledUsers?: "leave" | "stay" | undefined;
  /**
   * Which address names the city; `primary` by default, and then, where no address is that, the one of type `work`, and then the first. With `work` or
   * `first` no other counts.
   */
  readonly cityAddress?: CityAddress | undefined;
}

/**
 * Where a user comes, by the rules of the locations; the first location is the main one.
 *
 * @param rules - other assumptions than the default ones
 */
export function membershipsOf(
  user: JsonObject,
  locations: readonly EmulatedLocation[],
  { disabledUsers = "leave", cityAddress = "primary" }: MembershipRules = {},
): Memberships {
  if (user["active"] === false && disabledUsers === "leave") return { locations: [], home: undefined };
  const own = locations.filter((location) => location.provisioning !== false && admits(location, user, cityAddress));
  const home = own.find((location) => location.home === true) ?? own[0];
  return { locations: own.map(({ id }) => id), home: home?.id };
}

function admits({ users = "all" }: EmulatedLocation, user: JsonObject, cityAddress: CityAddress): boolean {
  if (users === "all") return true;
  const { city, language } = users;
  return (
    (city === undefined || city.some((wanted) => meets(cityOf(user, cityAddress), wanted, users))) &&
    (language === undefined || language.some((wanted) => speaks(user["preferredLanguage"], wanted, users)))
  );
}

/** The vendor's sample marks the address by `primary`, Entra's mappings by the type `work`. */
function cityOf(user: JsonObject, which: CityAddress): Json | undefined {
  const addresses = user["addresses"];
  const entries = Array.isArray(addresses) ? addresses.filter((entry): entry is JsonObject => isObject(entry)) : [];
  const primary = entries.find((entry) => entry["primary"] === true);
  const work = entries.find((entry) => meets(entry["type"], "work", {}));
  const [first] = entries;
  return { primary: primary ?? work ?? first, work, first }[which]?.["locality"];
}

function meets(value: Json | undefined, wanted: string, conditions: LocationConditions): boolean {
  if (typeof value !== "string") return false;
  const [own, rule] = [comparable(value, conditions), comparable(wanted, conditions)];
  if (conditions.compare === "startsWith") return own.startsWith(rule);
  return conditions.compare === "contains" ? own.includes(rule) : own === rule;
}

/** RFC 5646 writes a region after a hyphen; some systems write an underscore. */
function speaks(value: Json | undefined, wanted: string, conditions: LocationConditions): boolean {
  if (typeof value !== "string") return false;
  const [own, rule] = [value.replaceAll("_", "-"), wanted.replaceAll("_", "-")];
  if (meets(own, rule, conditions)) return true;
  return (
    (conditions.compare ?? "equals") === "equals" &&
    comparable(own, conditions).startsWith(`${comparable(rule, conditions)}-`)
  );
}

function comparable(text: string, { caseExact = false }: LocationConditions): string {
  const trimmed = text.trim();
  return caseExact ? trimmed : trimmed.toLowerCase();
}
