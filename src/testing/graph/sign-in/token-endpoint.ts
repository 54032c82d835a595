/** The token endpoint of the Microsoft identity platform, for the client credentials flow (RFC 6749 §4.4). */
import { type AccessTokens, type SignedIn, TOKEN_LIFE } from "../service/access-tokens.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { type AssertionSettings, refusalOf } from "./client-assertion.ts";

/** What the token endpoint knows about the registered application. */
export interface SignInSettings {
  /** Id of the tenant. */
  readonly tenantId: string;
  /** Client id and permissions. */
  readonly application: SignedIn;
  /** The client secrets that are accepted; may change. */
  readonly secrets: ReadonlySet<string>;
  /** What client assertions are checked against. */
  readonly assertions: AssertionSettings;
}

/** An error of the token endpoint (RFC 6749 §5.2) with the number of Microsoft's error. */
class SignInError extends Error {
  readonly status: number;
  readonly error: string;
  readonly number: number;

  constructor(status: number, error: string, number: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.number = number;
  }
}

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The token endpoint. */
export class TokenEndpoint {
  readonly #settings: SignInSettings;
  readonly #tokens: AccessTokens;
  readonly #runtime: EmulatorRuntime;

  constructor(settings: SignInSettings, tokens: AccessTokens, runtime: EmulatorRuntime) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#runtime = runtime;
  }

  /** Whether a path is that of a token endpoint. */
  static matches(path: string): boolean {
    return /^\/[^/]+\/oauth2\/v2\.0\/token$/i.test(path);
  }

  /**
   * Answers a request for a token.
   *
   * @param root - The resource whose scope is accepted, such as `https://graph.microsoft.com`.
   */
  async answer(request: Request, body: string, roots: readonly string[]): Promise<Response> {
    try {
      return await this.#issue(request, body, roots);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      return this.#reject(error);
    }
  }

  async #issue(request: Request, body: string, roots: readonly string[]): Promise<Response> {
    const form = this.#readForm(request, body);
    this.#checkTenant(new URL(request.url).pathname);
    const grant = required(form, "grant_type");
    if (grant !== "client_credentials")
      throw new SignInError(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
    const clientId = required(form, "client_id");
    if (clientId !== this.#settings.application.clientId)
      throw new SignInError(
        400,
        "unauthorized_client",
        700016,
        `Application with identifier '${clientId}' was not found in the directory.`,
      );
    checkScope(required(form, "scope"), roots);
    await this.#checkCredential(form, request.url);
    const token = this.#tokens.issue(this.#settings.application, TOKEN_LIFE, form.get("claims") ?? undefined);
    return Response.json(
      { token_type: "Bearer", expires_in: TOKEN_LIFE, ext_expires_in: TOKEN_LIFE, access_token: token },
      { headers: { "cache-control": "no-store" } },
    );
  }

  #readForm(request: Request, body: string): URLSearchParams {
    if (request.method !== "POST")
      throw new SignInError(400, "invalid_request", 900561, "The endpoint only accepts POST requests.");
    if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? ""))
      throw new SignInError(400, "invalid_request", 900144, "The request body must be form-urlencoded.");
    return new URLSearchParams(body);
  }

  #checkTenant(path: string): void {
    const tenant = path.split("/")[1] ?? "";
    if (tenant.toLowerCase() !== this.#settings.tenantId.toLowerCase())
      throw new SignInError(400, "invalid_request", 90002, `Tenant '${tenant}' not found.`);
  }

  async #checkCredential(form: URLSearchParams, tokenEndpoint: string): Promise<void> {
    const assertion = form.get("client_assertion");
    if (assertion !== null) {
      if (form.get("client_assertion_type") !== ASSERTION_TYPE)
        throw new SignInError(400, "invalid_request", 900144, "The value of 'client_assertion_type' is not supported.");
      const refusal = await refusalOf(assertion, tokenEndpoint, this.#settings.assertions);
      if (refusal !== undefined) throw new SignInError(401, "invalid_client", ...refusal);
      return;
    }
    const secret = form.get("client_secret");
    if (secret === null)
      throw new SignInError(
        401,
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      );
    if (!this.#settings.secrets.has(secret))
      throw new SignInError(
        401,
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.",
      );
  }

  #reject({ status, error, number, message }: SignInError): Response {
    const [trace, correlation] = [this.#runtime.guid(), this.#runtime.guid()];
    const timestamp = this.#runtime
      .now()
      .toISOString()
      .replace("T", " ")
      .replace(/\.\d+Z$/, "Z");
    return Response.json(
      {
        error,
        error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
        error_codes: [number],
        timestamp,
        trace_id: trace,
        correlation_id: correlation,
      },
      { status, headers: { "cache-control": "no-store" } },
    );
  }
}

function required(form: URLSearchParams, name: string): string {
  const values = form.getAll(name);
  const [value] = values;
  if (value === undefined || value === "" || values.length > 1)
    throw new SignInError(
      400,
      "invalid_request",
      900144,
      `The request body must contain the parameter '${name}' once.`,
    );
  return value;
}

function checkScope(scope: string, roots: readonly string[]): void {
  if (!scope.endsWith("/.default"))
    throw new SignInError(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  const resource = scope.slice(0, -"/.default".length);
  if (!roots.includes(resource))
    throw new SignInError(
      400,
      "invalid_resource",
      500011,
      `The resource principal named ${resource} was not found in the tenant.`,
    );
}
