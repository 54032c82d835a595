/**
 * The plain form of a request and its response, on which the handler works: the Fetch adapter and the Node listener
 * each make it from what they have, so that neither pays for the objects of the other.
 */

/** What arrived as a request body. */
export type RequestBody =
  /** The bytes as sent; empty when there was no body. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** A value that a framework's body parser has already made; not checked. */
  | { readonly kind: "parsed"; readonly value: unknown }
  /** The body exceeded the limit; the rest was not read. */
  | { readonly kind: "tooLarge" }
  /** The client ended the request before its body was complete. */
  | { readonly kind: "incomplete" };

/** A request. */
export interface ScimRequest {
  /** HTTP method in upper case. */
  readonly method: string;
  /** Path and query as sent (`/scim/v2/Users?count=10`), or a whole URL. */
  readonly url: string;
  /**
   * Scheme and authority under which the service was reached, such as `https://api.example.com`; read only where a
   * location is needed.
   */
  readonly origin: string;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
  /** Whether the client has disconnected; reading it costs less than creating the signal. */
  readonly isDisconnected: boolean;
  /**
   * A request header.
   *
   * @param name - in lower case.
   */
  header(name: string): string | undefined;
  /**
   * Reads the body, once.
   *
   * @param limit - maximum number of bytes to read.
   * @throws Error when the body is unavailable for a reason that is not the client's, such as a middleware that
   * consumed it.
   */
  readBody(limit: number): Promise<RequestBody>;
}

/** JSON, as a string or in UTF-8. */
export type JsonContent = string | Uint8Array<ArrayBuffer>;

/** A response, ready to be sent. */
export interface ScimResponse {
  /** HTTP status code. */
  readonly status: number;
  /** Response headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for a response without a body. */
  readonly body: JsonContent | undefined;
}

/** Answers a request; never rejects. */
export type HandleScimRequest = (request: ScimRequest) => Promise<ScimResponse>;
