/** The `Response` that a SCIM handler gives to a {@link ServedRequest}. */
import type { ScimAnswer } from "../server/http/messages.ts";

/**
 * A `Response` whose body becomes a stream when somebody looks at it, and else is sent as it is. Whoever wraps a handler can change the headers of its answer, but
 * gives another body to another `Response` only.
 */
export class ServedResponse extends Response {
  readonly #content: ScimAnswer["body"];
  #whole: Response | undefined;

  constructor({ status, headers, body }: ScimAnswer) {
    super(null, { status, headers });
    this.#content = body;
  }

  /** The body, so long as nobody has read it or is about to; undefined too where there is none. */
  get content(): ScimAnswer["body"] {
    const isTouched = this.#whole !== undefined && (this.#whole.bodyUsed || this.#whole.body?.locked === true);
    return isTouched ? undefined : this.#content;
  }

  override get body(): Response["body"] {
    return this.#open().body;
  }

  override get bodyUsed(): boolean {
    return this.#whole?.bodyUsed ?? false;
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
    this.#whole ??= new Response(this.#content ?? null, { status, headers });
    return this.#whole;
  }
}
