/**
 * A request to the endpoint of a resource type.
 */
import { notScim } from "./transport/map-error.ts";
import { pathSegment } from "./transport/tenant-url.ts";
import type { Reply, Transport } from "./transport/transport.ts";
import type { ScimRequest } from "./transport/transport-options.ts";

/** A request to the endpoint of a type, or to one of its resources. */
export interface ResourceRequest extends Omit<ScimRequest, "path"> {
  /** Id of the resource. One that is there and undefined is refused: it would address the whole collection. */
  readonly id?: string | undefined;
  /** What follows the endpoint, or the id. */
  readonly below?: string;
}

/**
 * Sends a request below an endpoint.
 *
 * @throws ScimRequestError; `not_scim` for an answer that is no JSON.
 */
export async function sendTo(endpoint: string, request: ResourceRequest, transport: Transport): Promise<Reply> {
  const { id, below = "", ...rest } = request;
  const path = `${endpoint}${Object.hasOwn(request, "id") ? `/${pathSegment(id)}` : ""}${below}`;
  const reply = await transport.send({ ...rest, path });
  if (reply.answer.foreign) throw notScim(reply, "JSON");
  return reply;
}
