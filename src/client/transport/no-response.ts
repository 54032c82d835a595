/** The error for a request that got no usable response. */
import { describeNetworkError } from "../../internal/network-error.ts";

/** No response, or none that can be used: the request may have taken effect or not. */
export class NoResponse extends Error {
  /**
   * Why there is none: the network, a setting that makes every attempt fail, such as a certificate that is not trusted,
   * a response that was cut short, or one that exceeds the bound.
   */
  readonly reason: "network" | "permanent" | "unreadable" | "tooLarge";

  constructor(reason: NoResponse["reason"], message: string) {
    super(message);
    this.name = "NoResponse";
    this.reason = reason;
  }
}

/** What `fetch` rejected with for a URL, as an error of this package. */
export function toNoResponse(thrown: unknown, url: string): NoResponse {
  if (thrown instanceof NoResponse) return thrown;
  const { isPermanent, reason } = describeNetworkError(thrown, url);
  return new NoResponse(isPermanent ? "permanent" : "network", reason);
}
