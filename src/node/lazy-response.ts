/** The `Response` of a SCIM handler to a `LazyRequest`. */
import type { JsonContent, ScimResponse } from "../server/http/messages.ts";

/**
 * A `Response` whose body becomes a stream only when it is read, and is otherwise sent directly. A wrapper can change
 * its headers; to change the body it makes another `Response`.
 */
export class LazyResponse extends Response {
  readonly #content: JsonContent | undefined;
  #inner: Response | undefined;

  constructor({ status, headers, body }: ScimResponse) {
    super(null, { status, headers });
    this.#content = body;
  }

  /** The body while it is neither read nor locked; undefined also for a response without a body. */
  get content(): JsonContent | undefined {
    const isTouched = this.#inner !== undefined && (this.#inner.bodyUsed || this.#inner.body?.locked === true);
    return isTouched ? undefined : this.#content;
  }

  override get body(): Response["body"] {
    return this.#open().body;
  }

  override get bodyUsed(): boolean {
    return this.#inner?.bodyUsed ?? false;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#open().arrayBuffer();
  }

  override blob(): Promise<Blob> {
    return this.#open().blob();
  }

  override bytes(): ReturnType<Response["bytes"]> {
    return this.#open().bytes();
  }

  override clone(): Response {
    return new Response(this.#open().clone().body, this);
  }

  override formData(): Promise<FormData> {
    return this.#open().formData();
  }

  override json(): ReturnType<Response["json"]> {
    return this.#open().json();
  }

  override text(): Promise<string> {
    return this.#open().text();
  }

  #open(): Response {
    const { status, headers } = this;
    this.#inner ??= new Response(this.#content ?? null, { status, headers });
    return this.#inner;
  }
}
