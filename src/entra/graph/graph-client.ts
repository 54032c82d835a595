/** A client for Microsoft Graph, with the parts of it that provisioning needs. */
import { isGraphRequestError } from "../../errors.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import { invalidResponseError } from "./graph-error.ts";
import type { GraphCall, GraphOptions, GraphPage, GraphPostCall } from "./graph-options.ts";
import { type GraphRequest, GraphTransport } from "./graph-transport.ts";

/** How often one list is read on from an earlier page. */
const MAX_RETURNS = 5;

/** A page with the number of attempts that it took. */
interface ReadPage {
  readonly page: GraphPage;
  readonly attempts: number;
}

/**
 * A client for Microsoft Graph (v1.0) with token cache, retries and throttling. Share one among all sources and
 * applications of a tenant, because Graph limits requests per tenant. It need not be closed.
 *
 * Every call rejects with a `GraphRequestError`, or with the reason of its signal.
 *
 * @example
 * ```ts
 * import { clientCredentials, GraphClient } from "proxyclick-scim/entra";
 *
 * const credential = clientCredentials({
 *   tenantId: "contoso.onmicrosoft.com",
 *   clientId: "11111111-2222-3333-4444-555555555555",
 *   clientSecret: "the value of a client secret",
 * });
 * const client = new GraphClient({ credential });
 * for await (const { value } of client.pages("/users", { query: { $select: "id,displayName" } })) console.log(value);
 * ```
 */
export class GraphClient {
  readonly #transport: GraphTransport;

  /**
   * @param options - a credential at least
   * @throws TypeError for an invalid credential or Graph URL.
   * @throws RangeError for a limit out of range.
   */
  constructor(options: GraphOptions) {
    this.#transport = new GraphTransport(options);
  }

  /** Root of Graph, such as `https://graph.microsoft.com`. */
  get root(): string {
    return this.#transport.root.url;
  }

  /** Id or domain of the tenant, if the credential knows it. */
  get tenantId(): string | undefined {
    return this.#transport.tenantId;
  }

  /**
   * Reads an object.
   *
   * @param path - below the version, such as `/users/{id}`, with encoded ids
   */
  async get(path: string, call: GraphCall = {}): Promise<unknown> {
    return this.#send("GET", path, undefined, call);
  }

  /**
   * Sends a POST. Unless it is `repeatable`, it is retried only after a 429, or a 503 with `Retry-After`: Graph has not
   * executed those.
   *
   * @returns the body of the response; undefined when there is none.
   */
  async post(path: string, body: unknown, call: GraphPostCall = {}): Promise<unknown> {
    return this.#send("POST", path, body, call, call.repeatable === true);
  }

  /** Replaces an object. Also retried when it is unknown whether the first attempt took effect. */
  async put(path: string, body: unknown, call: GraphCall = {}): Promise<unknown> {
    return this.#send("PUT", path, body, call);
  }

  /** Changes properties of an object. Also retried when it is unknown whether the first attempt took effect. */
  async patch(path: string, body: unknown, call: GraphCall = {}): Promise<unknown> {
    return this.#send("PATCH", path, body, call);
  }

  /**
   * Deletes an object. Also retried when it is unknown whether the first attempt took effect; a 404 then counts as
   * success.
   */
  async delete(path: string, call: GraphCall = {}): Promise<unknown> {
    return this.#send("DELETE", path, undefined, call);
  }

  /**
   * Reads one page of a list.
   *
   * @param pathOrLink - a path below the version, or a link of an earlier page, which is used unchanged. A link to
   *   another server is refused, because it would receive the token.
   */
  async page(pathOrLink: string, call: GraphCall = {}): Promise<GraphPage> {
    return (await this.#readPage(pathOrLink, call)).page;
  }

  /**
   * Reads a list page by page. An item may come twice: when Graph rejects the link of a page that took several
   * attempts, the client continues from the last page that took one (Microsoft Graph: paging).
   */
  async *pages(pathOrLink: string, call: GraphCall = {}): AsyncGenerator<GraphPage> {
    let link: string | undefined = pathOrLink;
    /** Where to read on when a link is refused. */
    let safe = pathOrLink;
    let returns = 0;
    const seen = new Set<string>();
    while (link !== undefined) {
      const current: string = link;
      const read: ReadPage | undefined = await this.#readPage(current, call).catch((error: unknown) => {
        if (current === safe || returns === MAX_RETURNS || !isLostPageToken(error)) throw error;
        return undefined;
      });
      if (read === undefined) {
        link = safe;
        returns += 1;
        seen.clear();
        continue;
      }
      yield read.page;
      link = read.page.nextLink;
      if (link === undefined) return;
      if (seen.has(link)) throw this.#invalidResponse(link, call, "the list does not end: a link came twice", 200);
      seen.add(link);
      if (read.attempts === 1) safe = link;
    }
  }

  async #readPage(pathOrLink: string, call: GraphCall): Promise<ReadPage> {
    const { root } = this.#transport;
    const isPath = pathOrLink.startsWith("/");
    if (!isPath && !root.isOwnLink(pathOrLink)) throw this.#foreignLink(root.url, call, 0);
    const url = isPath ? root.urlOf(pathOrLink, call.query) : pathOrLink;
    const { response, attempts } = await this.#transport.send({ method: "GET", url, isRepeatable: true }, call);
    const page = toPage(response.body);
    if (page === undefined) {
      throw this.#invalidResponse(url, call, "expected a page with a list of objects", response.status);
    }
    const links = [page.nextLink, page.deltaLink].filter((link) => link !== undefined);
    if (!links.every((link) => root.isOwnLink(link))) throw this.#foreignLink(url, call, response.status);
    return { page, attempts };
  }

  async #send(
    method: GraphRequest["method"],
    path: string,
    body: unknown,
    call: GraphCall,
    isRepeatable = true,
  ): Promise<unknown> {
    const url = this.#transport.root.urlOf(path, call.query);
    return (await this.#transport.send({ method, url, body, isRepeatable }, call)).response.body;
  }

  #foreignLink(url: string, call: GraphCall, status: number): Error {
    const { root } = this.#transport;
    return this.#invalidResponse(
      url,
      call,
      `the link of a page leads away from ${root.url}; no token went there`,
      status,
    );
  }

  #invalidResponse(url: string, { feature }: GraphCall, problem: string, status: number): Error {
    const path = this.#transport.root.pathOf(url);
    return invalidResponseError(problem, status, { method: "GET", path, feature, isInDoubt: false });
  }
}

/** The token of a retried page may not be known when the next page is requested. */
function isLostPageToken(error: unknown): boolean {
  return isGraphRequestError(error) && error.graphCode === "DirectoryPageTokenNotFoundException";
}

function toPage(body: unknown): GraphPage | undefined {
  if (!isObject(body)) return undefined;
  const value = readProperty(body, "value");
  if (!Array.isArray(value) || !value.every(isObject)) return undefined;
  const [nextLink, deltaLink] = [readProperty(body, "@odata.nextLink"), readProperty(body, "@odata.deltaLink")];
  return {
    value,
    ...(typeof nextLink === "string" ? { nextLink } : {}),
    ...(typeof deltaLink === "string" ? { deltaLink } : {}),
  };
}
