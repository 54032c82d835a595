/** The error for a request that got no usable response. */
import { describeNetworkError } from "../../internal/network-error.ts";

/** No response, or none that can be used: the request may have taken effect or not. */
export class NoResponse extends Error {
  /** Why there is none: the network, the certificate of the service, or a response that was cut short. */
  readonly reason: "network" | "certificate" | "unreadable";

  constructor(reason: NoResponse["reason"], message: string) {
    super(message);
    this.name = "NoResponse";
    this.reason = reason;
  }
}

/** What `fetch` rejected with, as an error of this package. */
export function toNoResponse(thrown: unknown): NoResponse {
  if (thrown instanceof NoResponse) return thrown;
  const { code, reason } = describeNetworkError(thrown);
  return new NoResponse(code, reason);
}
