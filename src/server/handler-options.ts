/** Checks the options of a handler at run time, for programs without a compiler. */
import { isObject } from "../internal/values.ts";

const STORE_METHODS = ["get", "query", "insert", "replace", "delete"];

/** @throws TypeError that names the first required option which is missing or of another kind. */
export function assertHandlerOptions(options: unknown): void {
  const given: Readonly<Record<string, unknown>> = isObject(options) ? options : {};
  const { basePath, profile, store, authenticate } = given;
  const problem =
    typeof basePath !== "string"
      ? "basePath: expected the path under which the handler is mounted, such as /scim/v2"
      : (profileProblem(profile) ?? storeProblem(store));
  if (problem !== undefined) throw new TypeError(problem);
  if (typeof authenticate !== "function") {
    throw new TypeError("authenticate: expected a function, such as bearerToken(token)");
  }
}

/** The values of members of a profile that a misspelling would silently turn into their default. */
const PROFILE_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  patchLeniency: ["none", "identityProviders"],
  danglingMembers: ["refuse", "accept"],
};

function profileProblem(profile: unknown): string | undefined {
  if (!isObject(profile) || !Array.isArray(profile["resourceTypes"])) {
    return "profile: expected what the service offers, such as fullProfile()";
  }
  const wrong = Object.entries(PROFILE_VALUES).find(
    ([name, values]) => profile[name] !== undefined && !values.includes(profile[name]),
  );
  return wrong === undefined ? undefined : `profile.${wrong[0]}: expected ${wrong[1].join(" or ")}`;
}

function storeProblem(store: unknown): string | undefined {
  const missing = STORE_METHODS.filter(
    (method) => typeof store !== "object" || store === null || typeof Reflect.get(store, method) !== "function",
  );
  if (missing.length === 0) return undefined;
  return `store: expected a store such as new MemoryStore(), but it has no ${missing.join(", ")}`;
}
