/** The endpoints from which resources of Azure get tokens of their managed identity: virtual machines, App Service. */
import { type AccessTokens, type SignedIn, TOKEN_LIFE } from "../service/access-tokens.ts";

/** Address of the instance metadata service. */
export const METADATA_HOST = "169.254.169.254";
/** Path of the instance metadata service. */
const METADATA_PATH = "/metadata/identity/oauth2/token";
/** Path of the endpoint of App Service, whose address is in `IDENTITY_ENDPOINT`. */
const APP_SERVICE_PATH = "/msi/token";

/** The endpoints of a managed identity. */
export class ManagedIdentityEndpoint {
  readonly #tokens: AccessTokens;
  readonly #application: SignedIn;
  readonly #now: () => Date;

  constructor(tokens: AccessTokens, application: SignedIn, now: () => Date) {
    this.#tokens = tokens;
    this.#application = application;
    this.#now = now;
  }

  /** Whether a path is that of such an endpoint. */
  static matches(path: string): boolean {
    return path === METADATA_PATH || path === APP_SERVICE_PATH;
  }

  /** Answers a request for a token. */
  answer({ method, url, headers }: Request, roots: readonly string[]): Response {
    const { pathname, searchParams } = new URL(url);
    const isMetadata = pathname === METADATA_PATH;
    if (method !== "GET") return refuse(405, "invalid_request", "Method not allowed");
    if (isMetadata && headers.get("metadata") !== "true")
      return refuse(400, "invalid_request", "Required metadata header not specified");
    if (!isMetadata && headers.get("x-identity-header") === null)
      return refuse(401, "invalid_request", "The header X-IDENTITY-HEADER is missing");
    const version = isMetadata ? "2018-02-01" : "2019-08-01";
    if (searchParams.get("api-version") !== version)
      return refuse(400, "bad_request_102", `Required api-version: ${version}`);
    const resource = searchParams.get("resource")?.replace(/\/+$/, "") ?? "";
    if (!roots.includes(resource)) return refuse(400, "invalid_resource", "The resource was not found in the tenant");
    const clientId = searchParams.get("client_id");
    if (clientId !== null && clientId !== this.#application.clientId)
      return refuse(400, "invalid_request", "Identity not found");
    const expires = Math.floor(this.#now().getTime() / 1_000) + TOKEN_LIFE;
    return Response.json({
      access_token: this.#tokens.issue(this.#application),
      client_id: this.#application.clientId,
      expires_in: String(TOKEN_LIFE),
      expires_on: String(expires),
      resource,
      token_type: "Bearer",
    });
  }
}

function refuse(status: number, error: string, description: string): Response {
  return Response.json({ error, error_description: description }, { status });
}
