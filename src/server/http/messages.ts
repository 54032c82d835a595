/**
 * The plain form of a request and its answer, which the core of the handler works on. The web-standard shell and the Node listener each make a call
 * from what they have, so that neither pays for objects of the other.
 */

/** What arrived as a request body. */
export type CallBody =
  /** The bytes as they came; empty when there was no body. */
  | {
      /** Nobody has parsed it yet. */
      readonly kind: "bytes";
      /** The whole body, which should be JSON in UTF-8. */
      readonly bytes: Uint8Array;
    }
  /** A value that a framework's body parser has already made. */
  | {
      /** Parsed before the handler saw it. */
      readonly kind: "parsed";
      /** What the parser made, not checked. */
      readonly value: unknown;
    }
  /** The body passed the limit; the rest was not read. */
  | {
      /** Answered with 413. */
      readonly kind: "tooLarge";
    }
  /** The client ended the request before its body was complete. */
  | {
      /** Answered with 400, should anybody still listen. */
      readonly kind: "incomplete";
    };

/** One request, as the core sees it. */
export interface ScimCall {
  /** HTTP method in upper case. */
  readonly method: string;
  /** Path and query as they came (`/scim/v2/Users?count=10`), or a whole URL. */
  readonly url: string;
  /** Scheme and authority under which the service was reached, such as `https://api.example.com`; read only where a location is needed. */
  readonly origin: string;
  /** Ends when the client has gone away. */
  readonly signal: AbortSignal;
  /**
   * A request header.
   *
   * @param name - in lower case.
   */
  header(name: string): string | undefined;
  /**
   * Reads the body, once.
   *
   * @param limit - most bytes that are read.
   * @throws when there is nothing to read for a reason that is not the client's.
   */
  readBody(limit: number): Promise<CallBody>;
}

/** An answer, ready to be sent. */
export interface ScimAnswer {
  /** HTTP status code. */
  readonly status: number;
  /** Response headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; undefined for an answer without a body. */
  readonly body: string | undefined;
}

/** Answers one call; never rejects. */
export type ScimCore = (call: ScimCall) => Promise<ScimAnswer>;

/** The key under which a handler carries its core: a registered symbol, so that the listener finds it without importing this room. */
export const CORE: unique symbol = Symbol.for("proxyclick-scim.core");

/** The key under which a `Request` of the Node listener carries a {@link DirectExchange}. */
export const DIRECT: unique symbol = Symbol.for("proxyclick-scim.direct");

/** What a `Request` offers to a handler that it reaches as it was made: bodies without the streams of the web standards. */
export interface DirectExchange {
  /** Reads the body from where it comes; undefined when somebody has touched its stream. */
  readBody(limit: number): Promise<CallBody> | undefined;
  /**
   * Makes the `Response` to this request.
   *
   * @throws TypeError or RangeError for a status or a header that no response can have.
   */
  respond(answer: ScimAnswer): Response;
}

/** What `createScimHandler` returns: a function of the web standards that also carries its plain core. */
export interface ScimHandler {
  (request: Request): Promise<Response>;
  /** The core, for listeners that need no `Request` and `Response`. */
  readonly [CORE]: ScimCore;
}
