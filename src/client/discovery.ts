/**
 * What a service says about itself (RFC 7644 §4): read once, then remembered.
 */
import type * as z from "zod";
import { isObject } from "../internal/values.ts";
import { ResourceTypeDocument, SchemaDocument, ServiceProviderConfig } from "../models/index.ts";
import { completeConfig, completeResourceType, completeSchema, withoutNulls } from "./discovery-gaps.ts";
import { readListResponse } from "./parse-response.ts";
import { notScim } from "./transport/map-error.ts";
import type { Reply, Transport } from "./transport/transport.ts";
import type { CallOptions } from "./transport/transport-options.ts";

/** Options of a call for a discovery document. */
export interface DiscoveryOptions extends CallOptions {
  /** Asks the service again although the answer is known; false by default. */
  readonly refresh?: boolean | undefined;
}

/** The discovery documents of one service. */
export class Discovery {
  readonly #transport: Transport;
  /** Set by the first successful read; a failure is not remembered. */
  #config: ServiceProviderConfig | undefined;
  #resourceTypes: readonly ResourceTypeDocument[] | undefined;
  #schemas: readonly SchemaDocument[] | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The configuration, as far as it was read already. */
  get knownConfig(): ServiceProviderConfig | undefined {
    return this.#config;
  }

  /** RFC 7643 §5. */
  async config({ refresh, signal }: DiscoveryOptions): Promise<ServiceProviderConfig> {
    if (this.#config !== undefined && refresh !== true) return this.#config;
    const reply = await this.#transport.send({ method: "GET", path: "/ServiceProviderConfig", signal });
    const { body } = reply.answer;
    // Some services wrap the only document into a list.
    const [only] = isObject(body) && Array.isArray(body["Resources"]) ? readListResponse(reply, false).resources : [];
    this.#config = read(
      completeConfig(withoutNulls(only ?? body)),
      ServiceProviderConfig,
      reply,
      "a ServiceProviderConfig",
    );
    return this.#config;
  }

  /** RFC 7643 §6. */
  async resourceTypes({ refresh, signal }: DiscoveryOptions): Promise<readonly ResourceTypeDocument[]> {
    if (this.#resourceTypes !== undefined && refresh !== true) return this.#resourceTypes;
    const reply = await this.#transport.send({ method: "GET", path: "/ResourceTypes", signal });
    this.#resourceTypes = readAll(reply, completeResourceType, ResourceTypeDocument, "a list of resource types");
    return this.#resourceTypes;
  }

  /** RFC 7643 §7. */
  async schemas({ refresh, signal }: DiscoveryOptions): Promise<readonly SchemaDocument[]> {
    if (this.#schemas !== undefined && refresh !== true) return this.#schemas;
    const reply = await this.#transport.send({ method: "GET", path: "/Schemas", signal });
    this.#schemas = readAll(reply, completeSchema, SchemaDocument, "a list of schemas");
    return this.#schemas;
  }
}

/** Discovery documents are sent whole (RFC 7644 §4); some services send a bare array. */
function readAll<Document>(
  reply: Reply,
  complete: (document: unknown) => unknown,
  schema: z.ZodType<Document>,
  expected: string,
): readonly Document[] {
  const { body } = reply.answer;
  const { total, resources } = Array.isArray(body)
    ? { total: body.length, resources: body }
    : readListResponse(reply, false);
  if (total !== undefined && total > resources.length) {
    throw notScim(reply, `${expected} that is whole, and no ${resources.length} of ${total}`);
  }
  return resources.map((document: unknown) => read(complete(withoutNulls(document)), schema, reply, expected));
}

function read<Document>(value: unknown, schema: z.ZodType<Document>, reply: Reply, expected: string): Document {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined ? "" : ` (${issue.path.map(String).join(".")}: ${issue.message})`;
  throw notScim(reply, `${expected}${where}`);
}
