/** The root of Microsoft Graph, the URLs below it, and the check of the links that its responses contain. */
import { isLoopback } from "../../internal/loopback.ts";

const VERSION = "/v1.0";
const DEFAULT_ROOT = "https://graph.microsoft.com";
const MAX_LINK_LENGTH = 65_536;

/** The root of Graph in one cloud. */
export class GraphRoot {
  /** Such as `https://graph.microsoft.com`. */
  readonly url: string;
  readonly #origin: string;
  /** How the paths of all requests begin. */
  readonly #prefix: string;

  /** @throws TypeError for anything but a plain https URL; http is allowed on loopback addresses. */
  constructor(root: string = DEFAULT_ROOT) {
    const url = URL.parse(String(root).trim());
    const invalid = (reason: string): TypeError => new TypeError(`Invalid Graph URL: ${reason}`);
    if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
      throw invalid(`expected an absolute URL, such as ${DEFAULT_ROOT}`);
    }
    if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
      throw invalid("it must not contain a user name, a password, a query or a fragment");
    }
    if (url.protocol === "http:" && !isLoopback(url.hostname)) {
      throw invalid("http would send the token in clear text, so use https, or http on a loopback address");
    }
    const path = url.pathname.replace(/\/+$/, "").replace(/\/(?:v1\.0|beta)$/, "");
    this.#origin = url.origin;
    this.#prefix = `${path}${VERSION}`;
    this.url = `${url.origin}${path}`;
  }

  /** Scope of the tokens. */
  get scope(): string {
    return `${this.url}/.default`;
  }

  /**
   * The URL of a path below the version.
   *
   * @throws TypeError for a path that leads elsewhere, such as one with an id that was not encoded.
   */
  urlOf(path: string, query: Readonly<Record<string, string>> = {}): string {
    const url = URL.parse(`${this.#origin}${this.#prefix}${path}`);
    if (url === null || !path.startsWith("/") || url.hash !== "" || !this.#isBelow(url) || /[\\\s]/.test(path)) {
      throw new TypeError("Invalid Graph path: expected one such as /users, with encoded ids");
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    // Graph documents its options with `$`; `+` for a space is a matter of forms only.
    url.search = url.search.replaceAll("+", "%20").replaceAll("%24", "$");
    return url.href;
  }

  /** Whether a link of a response leads to this Graph, so that the token may be sent there. */
  isOwnLink(link: string): boolean {
    const url = link.length > MAX_LINK_LENGTH ? null : URL.parse(link);
    return url !== null && url.username === "" && url.password === "" && this.#isBelow(url);
  }

  /** The path of a URL below the version, without query, for messages. */
  pathOf(url: string): string {
    const { pathname } = new URL(url);
    return pathname.startsWith(this.#prefix) ? pathname.slice(this.#prefix.length) : pathname;
  }

  #isBelow(url: URL): boolean {
    return url.origin === this.#origin && url.pathname.startsWith(`${this.#prefix}/`);
  }
}
