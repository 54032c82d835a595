/** The client of Proxyclick's user provisioning. */
import { ScimClient, type ScimClientOptions } from "../client/index.ts";
import { safeLogger } from "../client/transport/safe-logger.ts";
import { UserType } from "../models/index.ts";
import { proxyclickProfile } from "../profile/proxyclick-profile.ts";
import type { Violation } from "../profile/service-profile.ts";
import { SCIM1_CORE_SCHEMA } from "../urns.ts";
import { userGuard } from "./user-guard.ts";
import { ProxyclickUsers } from "./users.ts";

/** Base URL that the vendor publishes. */
export const PROXYCLICK_TENANT_URL = "https://api.proxyclick.com/scim/v1";

/** How to reach Proxyclick, and what to do about its limitations. */
export interface ProxyclickScimClientOptions
  extends Omit<ScimClientOptions, "baseUrl" | "token" | "guard" | "schemaUrns" | "memberChanges"> {
  /** Tenant URL of the integration's settings page; {@link PROXYCLICK_TENANT_URL} by default. */
  readonly tenantUrl?: string | undefined;
  /** Secret Token of the integration's settings page, or a function that returns the current one. */
  readonly secretToken: ScimClientOptions["token"];
  /**
   * Schema URN of users in requests: the one of SCIM 2.0, which Entra sends (`scim2`, the default), or the one of SCIM
   * 1.1, which the vendor's sample shows (`scim1`). Which of them the service demands is not published. The client
   * understands responses with either.
   */
  readonly schemas?: "scim2" | "scim1" | undefined;
  /**
   * What to do with a write that breaks a limitation: `repair` (the default) repairs it where that needs no guess, and
   * rejects it otherwise; `reject` always rejects it; a function decides for each violation, and may let one pass with
   * `ignore`.
   */
  readonly onLimitation?: "repair" | "reject" | ((violation: Violation) => "repair" | "reject" | "ignore") | undefined;
  /**
   * Converts a phone number to E.164, or returns undefined for a string that is not a phone number. Without it, the
   * client leaves out numbers in another form, with a warning to the logger.
   */
  readonly normalizePhone?: ((phone: string) => string | undefined) | undefined;
  /**
   * What becomes of a user's phone number when the new one cannot be sent: it stays (`keep`, the default), or is
   * removed (`remove`). The client reports the new one as dropped in both cases.
   */
  readonly invalidPhone?: "keep" | "remove" | undefined;
  /** The service, where your assumptions about it differ from those of `proxyclickProfile()`. */
  readonly profile?: ScimClientOptions["profile"];
}

/**
 * A client for Proxyclick (Eptura Visitor). It has users and no groups, and makes sure that what it sends obeys the
 * limitations of the connector: userName and work email are one value, names are present, phone numbers have the E.164
 * form.
 *
 * @example
 * ```ts
 * import { ProxyclickScimClient } from "proxyclick-scim";
 *
 * const proxyclick = new ProxyclickScimClient({ secretToken: "from the settings page" });
 * await proxyclick.testConnection();
 * const name = { givenName: "Ada", familyName: "Lovelace" };
 * const ada = await proxyclick.users.create({ userName: "ada@contoso.com", name });
 * await proxyclick.users.update(ada.id, { title: "Analyst" });
 * ```
 */
export class ProxyclickScimClient extends ScimClient {
  /** Name of the service, for logs. */
  readonly name: string = "Proxyclick";
  /** The users. */
  readonly users: ProxyclickUsers;

  /**
   * @param options - the Secret Token at least
   * @throws TypeError for an invalid tenant URL, token or header.
   * @throws RangeError for a timeout or limit out of range.
   */
  constructor(options: ProxyclickScimClientOptions) {
    super(toScimClientOptions(options));
    this.users = new ProxyclickUsers(UserType, this.context(UserType));
  }
}

/** @throws TypeError for a misspelled word; undefined stands for the default. */
function assertOneOf(name: string, value: string | undefined, words: readonly string[], orElse = ""): void {
  if (value === undefined || words.includes(value)) return;
  throw new TypeError(`Invalid option ${name}: expected ${words.join(" or ")}${orElse}, not ${JSON.stringify(value)}`);
}

function toScimClientOptions(options: ProxyclickScimClientOptions): ScimClientOptions {
  const { tenantUrl, secretToken, schemas, onLimitation, normalizePhone, invalidPhone, ...common } = options;
  if (typeof secretToken !== "string" && typeof secretToken !== "function") {
    throw new TypeError(
      "secretToken: expected the Secret Token of the integration's page, or a function that returns it",
    );
  }
  assertOneOf("invalidPhone", invalidPhone, ["keep", "remove"]);
  assertOneOf("schemas", schemas, ["scim2", "scim1"]);
  if (typeof onLimitation !== "function")
    assertOneOf("onLimitation", onLimitation, ["repair", "reject"], " or a function");
  const profile = options.profile ?? proxyclickProfile();
  const logger = safeLogger(options.logger);
  const guard = userGuard({
    profile,
    policy: onLimitation ?? "repair",
    normalizePhone,
    logger,
    invalidPhone: invalidPhone ?? "keep",
  });
  return {
    ...common,
    baseUrl: tenantUrl ?? PROXYCLICK_TENANT_URL,
    token: secretToken,
    profile,
    guard: (type) => (type.endpoint === UserType.endpoint ? guard : undefined),
    ...(schemas === "scim1" ? { schemaUrns: { [UserType.name]: SCIM1_CORE_SCHEMA } } : {}),
  };
}
