/**
 * The resources of one type at a service: create, read, list, change, delete.
 */
import { isScimRequestError } from "../errors.ts";
import { compileFilter } from "../filter/compile.ts";
import { parseFilter } from "../filter/parser.ts";
import type { JsonObject } from "../models/attribute-tree.ts";
import { normalizeResource } from "../models/normalize.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { PATCH_OP } from "../urns.ts";
import { changesToOperations } from "./changes.ts";
import { notScim, requestError } from "./failure.ts";
import type { WriteGuard } from "./guard.ts";
import { carries, mayHaveCreated, uniqueCondition } from "./lost-create.ts";
import { type PagePosition, paginate } from "./paginate.ts";
import { readPage, readResource } from "./read-answer.ts";
import { pathSegment } from "./tenant-url.ts";
import type { Reply, Transport } from "./transport.ts";
import type { CallOptions, Changes, ListOptions, Page, PageOptions, Stored, Writable } from "./types.ts";
import { printWhere, type Where } from "./where.ts";

/** What a {@link ResourceClient} works with; a client gives it. */
export interface ResourceClientContext {
  /** Sends the requests. */
  readonly transport: Transport;
  /** URN that stands for the core schema in what is sent. */
  readonly schema: string;
  /** Resources in a page unless a call says otherwise. */
  readonly pageSize: number;
  /** Looks at writes before they are sent. */
  readonly guard?: WriteGuard | undefined;
}

/** The resources of one type at a service. Made by `ScimClient.resources`. */
export class ResourceClient<Resource extends object> {
  /** The type of the resources. */
  readonly type: ResourceType<Resource>;
  readonly #context: ResourceClientContext;

  /** @internal */
  constructor(type: ResourceType<Resource>, context: ResourceClientContext) {
    this.type = type;
    this.#context = context;
  }

  /**
   * Creates a resource (RFC 7644 §3.3). When the answer is lost on the way, the service is asked for the resource by its unique value before the
   * request is sent again.
   *
   * @throws ScimRequestError; status 409 when a unique value is taken.
   */
  async create(resource: Writable<Resource>, options: CallOptions = {}): Promise<Stored<Resource>> {
    const body = this.#outgoing(resource);
    const recover = this.#recover(body, options);
    try {
      const reply = await this.#send({ method: "POST", body, recover, ...options });
      return readResource(reply.answer.body, this.type, reply);
    } catch (error) {
      const created = recover !== undefined && mayHaveCreated(error) ? await recover() : undefined;
      if (created === undefined) throw error;
      return created;
    }
  }

  /**
   * Reads a resource by its id (RFC 7644 §3.4.1).
   *
   * @throws ScimRequestError; status 404 when there is none.
   */
  async get(id: string, options: CallOptions = {}): Promise<Stored<Resource>> {
    const reply = await this.#send({ method: "GET", id, ...options });
    return readResource(reply.answer.body, this.type, reply);
  }

  /**
   * The first resource that satisfies a filter. Answers are checked against the filter, so a service that ignores filters gives nobody else's
   * resource.
   *
   * @param where - attributes and the values they must equal, or the text of a filter
   */
  async find(where: Where | string, options: CallOptions = {}): Promise<Stored<Resource> | undefined> {
    const filter = typeof where === "string" ? where : printWhere(where);
    const matches = compileFilter(parseFilter(filter), this.type);
    for await (const resource of this.list({ filter, ...options })) {
      if (matches(resource)) return resource;
    }
    return undefined;
  }

  /**
   * All resources that satisfy a filter, page after page as they are consumed.
   *
   * @throws ScimRequestError with code `not_scim` when the list cannot be read to its end.
   */
  list(options: ListOptions = {}): AsyncIterable<Stored<Resource>> {
    return paginate({
      read: (position: PagePosition) => this.page({ ...options, ...position }),
      broken: (reason) => requestError({ method: "GET", path: this.type.endpoint, attempts: 1 }, "not_scim", reason),
    });
  }

  /** One page of a list (RFC 7644 §3.4.2.4). */
  async page(options: PageOptions = {}): Promise<Page<Stored<Resource>>> {
    const { signal, filter, sortBy, sortOrder, startIndex, cursor } = options;
    const count = options.count ?? this.#context.pageSize;
    const query = queryOf({ filter, sortBy, sortOrder, startIndex, cursor, count });
    return readPage(await this.#send({ method: "GET", query, signal }), this.type);
  }

  /** How many resources satisfy a filter; all by default. None is transferred (RFC 7644 §3.4.2.4, `count=0`). */
  async count(options: CallOptions & Pick<ListOptions, "filter"> = {}): Promise<number> {
    return (await this.page({ ...options, count: 0 })).totalResults;
  }

  /** Puts a whole resource in the place of another (RFC 7644 §3.5.1). What is not given is removed. */
  async replace(id: string, resource: Writable<Resource>, options: CallOptions = {}): Promise<Stored<Resource>> {
    const reply = await this.#send({ method: "PUT", id, body: this.#outgoing(resource), ...options });
    return reply.answer.body === undefined ? this.get(id, options) : readResource(reply.answer.body, this.type, reply);
  }

  /**
   * Changes a resource by one PATCH (RFC 7644 §3.5.2).
   *
   * @returns the changed resource; undefined when the service answers without it (204), or when there is nothing to send.
   */
  async patch(
    id: string,
    operations: readonly PatchOperation[],
    options: CallOptions = {},
  ): Promise<Stored<Resource> | undefined> {
    const guarded = this.#context.guard?.operations(operations) ?? operations;
    if (guarded.length === 0) return undefined;
    const reply = await this.#send({
      method: "PATCH",
      id,
      body: { schemas: [PATCH_OP], Operations: guarded },
      ...options,
    });
    return reply.answer.body === undefined ? undefined : readResource(reply.answer.body, this.type, reply);
  }

  /**
   * Changes attributes by one PATCH that is made from the changes alone, without reading the resource first.
   *
   * @returns what `patch` returns.
   * @throws ScimError (400) for attributes that the type does not know or that the service alone writes.
   */
  async update(
    id: string,
    changes: Changes<Resource>,
    options: CallOptions = {},
  ): Promise<Stored<Resource> | undefined> {
    return this.patch(id, changesToOperations(changes, this.type.tree), options);
  }

  /**
   * Deletes a resource (RFC 7644 §3.6). One that is gone when the request has to be repeated counts as deleted.
   *
   * @throws ScimRequestError; status 404 when there is none.
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#send({ method: "DELETE", id, ...options });
  }

  async #send(request: RequestParts): Promise<Reply> {
    const { method, id, query, body, signal, recover } = request;
    const path = id === undefined ? this.type.endpoint : `${this.type.endpoint}/${pathSegment(id)}`;
    const reply = await this.#context.transport.send({ method, path, query, body, signal, recover });
    if (reply.answer.foreign) throw notScim(reply, "JSON");
    return reply;
  }

  #outgoing(resource: object): JsonObject {
    const normalized = normalizeResource(resource, this.type);
    const guarded = this.#context.guard?.resource(normalized) ?? normalized;
    const extensions = this.type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(guarded, urn));
    return { ...guarded, schemas: [this.#context.schema, ...extensions] };
  }

  #recover(body: JsonObject, options: CallOptions): (() => Promise<Stored<Resource> | undefined>) | undefined {
    const unique = uniqueCondition(body, this.type.tree);
    if (unique === undefined) return undefined;
    const { schemas: _schemas, id: _id, meta: _meta, ...sent } = body;
    return async () => {
      const found = await this.#findCreated(unique, options);
      if (found === undefined || carries(found, sent)) return found;
      const [name] = Object.keys(unique);
      const answer = { status: 409, body: undefined, foreign: false };
      const call = { method: "POST", path: this.type.endpoint, attempts: 1, answer };
      throw requestError(call, "refused", `another ${this.type.name} has the same ${name}`, { scimType: "uniqueness" });
    };
  }

  async #findCreated(unique: Where, options: CallOptions): Promise<Stored<Resource> | undefined> {
    try {
      return await this.find(unique, options);
    } catch (error) {
      if (!isScimRequestError(error)) throw error;
      const { code, attempts, detail, cause } = error;
      const call = { method: "POST", path: this.type.endpoint, attempts };
      throw requestError(call, code, `the answer was lost, and it is unknown whether it took effect: ${detail}`, {
        cause,
      });
    }
  }
}

interface RequestParts extends CallOptions {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly id?: string;
  readonly query?: URLSearchParams;
  readonly body?: object;
  readonly recover?: (() => Promise<unknown>) | undefined;
}

function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}
