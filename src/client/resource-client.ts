/**
 * The resources of one type at a service: create, read, list, change, delete.
 */
import { compileFilter } from "../filter/compile.ts";
import { parseFilter } from "../filter/parser.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { applyPatch } from "../patch/apply.ts";
import type { PatchOperation } from "../patch/operation.ts";
import type { Capabilities } from "../profile/service-profile.ts";
import { PATCH_OP } from "../urns.ts";
import type { BulkOperation } from "./bulk/types.ts";
import { assertFilter, canFilter, notSupported, pageSize } from "./capabilities.ts";
import { changesToOperations } from "./changes-to-patch.ts";
import { type LostCreate, lostCreate, mayHaveCreated } from "./create-recovery.ts";
import { printWhere, type Where } from "./equality-filter.ts";
import { asksForPart, pageAt, pageQuery, readQuery, searchRequest } from "./list-query.ts";
import { type PagePosition, paginate } from "./paginate.ts";
import { type ReadContext, readListResponse, readPage, readPart, readResource, versionOf } from "./parse-response.ts";
import { type OutgoingContext, outgoingPatch, outgoingResource, withUnknown } from "./request-body.ts";
import { assertHeaderValue, assertVersion } from "./transport/header-text.ts";
import { notScim, requestError } from "./transport/map-error.ts";
import { pathSegment } from "./transport/tenant-url.ts";
import type { Reply, Transport } from "./transport/transport.ts";
import type { CallOptions, ScimRequest } from "./transport/transport-options.ts";
import type {
  Changes,
  ListOptions,
  Named,
  Page,
  PageOptions,
  Read,
  ReadOptions,
  Stored,
  Unusable,
  Writable,
  WriteOptions,
} from "./types.ts";

/** What a {@link ResourceClient} works with; a client gives it. */
export interface ResourceClientContext extends OutgoingContext {
  /** Sends the requests. */
  readonly transport: Transport;
  /** What the service is known to be able to do; undefined while nothing is known. */
  readonly capabilities: () => Capabilities | undefined;
}

/** A request to the endpoint of the type, or to one of its resources. */
interface ResourceRequest extends Omit<ScimRequest, "path"> {
  /** Id of the resource. One that is there and undefined is refused: it would address the whole collection. */
  readonly id?: string | undefined;
  /** What follows the endpoint, or the id. */
  readonly below?: string;
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

  /** Whether the service takes filters, as far as is known. */
  canFilter(): boolean {
    return canFilter(this.#context.capabilities());
  }

  /**
   * A resource as `create` would send it: canonical, and within the rules of the service. Nothing is sent.
   *
   * @throws ServiceLimitationError or another ScimError for a resource that would be refused here.
   */
  prepare(resource: object): object {
    return outgoingResource(resource, this.type, this.#context);
  }

  /** Operations as `patch` would send them; none when nothing would be sent. */
  prepareOperations(operations: readonly PatchOperation[]): readonly PatchOperation[] {
    return this.#context.guard?.operations(operations) ?? operations;
  }

  /**
   * Creates a resource (RFC 7644 §3.3). When the answer is lost on the way, the service is asked for the resource by its unique value before the
   * request is sent again.
   *
   * @throws ScimRequestError; status 409 when a unique value is taken.
   */
  async create(resource: Writable<Resource>, options: CallOptions = {}): Promise<Stored<Resource>> {
    const body = outgoingResource(resource, this.type, this.#context);
    const recover: LostCreate<Resource> | undefined = lostCreate(body, this.type, (where) => this.find(where, options));
    try {
      const reply = await this.#send({ method: "POST", body, recover, ...options });
      return readResource(reply.answer.body, this.#reading(reply));
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
  async get<const Name extends Named<Resource> = never, const Excluded extends Named<Resource> = never>(
    id: string,
    options: ReadOptions<Name, Excluded> = {},
  ): Promise<Read<Resource, Name, Excluded>> {
    const reply = await this.#send({ method: "GET", id, query: readQuery(options), signal: options.signal });
    return readPart<Resource, Name, Excluded>(reply.answer.body, this.#reading(reply), asksForPart(options));
  }

  /**
   * Reads a resource unless it still has a known version (RFC 7644 §3.14).
   *
   * @param ifNoneMatch - version that is known, as `meta.version` says it; with an empty one the resource is read in any case
   * @returns undefined when the resource has not changed. A service without versions always answers with the resource.
   */
  async getIfChanged(
    id: string,
    ifNoneMatch: string,
    options: CallOptions = {},
  ): Promise<Stored<Resource> | undefined> {
    assertHeaderValue("ifNoneMatch", ifNoneMatch);
    const headers = ifNoneMatch.trim() === "" ? {} : { "if-none-match": ifNoneMatch };
    const reply = await this.#send({ method: "GET", id, headers, ...options });
    return reply.answer.status === 304 ? undefined : readResource(reply.answer.body, this.#reading(reply));
  }

  /**
   * The first resource that satisfies a filter. Answers are checked against the filter, so a service that ignores filters gives nobody else's
   * resource. At a service that is known to have no filters, all resources are read until one fits.
   *
   * @param where - attributes and the values they must equal, or the text of a filter
   */
  async find(where: Where | string, options: CallOptions = {}): Promise<Stored<Resource> | undefined> {
    const filter = typeof where === "string" ? where : printWhere(where);
    const matches = compileFilter(parseFilter(filter), this.type);
    const asked = this.canFilter() ? { filter } : {};
    for await (const resource of this.list({ ...asked, signal: options.signal })) {
      if (matches(resource)) return resource;
    }
    return undefined;
  }

  /**
   * All resources that satisfy a filter, page after page as they are consumed.
   *
   * @throws ScimRequestError with code `not_scim` when the list cannot be read to its end; ScimError 501 for a filter at a service that is known to have none.
   */
  list<const Name extends Named<Resource> = never, const Excluded extends Named<Resource> = never>(
    options: ListOptions<Name, Excluded> = {},
  ): AsyncIterable<Read<Resource, Name, Excluded>> {
    return this.#iterate(options, (position) => this.page(pageAt(options, position)));
  }

  /** What `list` gives, asked for by POST to `/.search` (RFC 7644 §3.4.3): for filters too long, or too private, for a URL. */
  search<const Name extends Named<Resource> = never, const Excluded extends Named<Resource> = never>(
    options: ListOptions<Name, Excluded> = {},
  ): AsyncIterable<Read<Resource, Name, Excluded>> {
    return this.#iterate(options, async (position) => {
      assertFilter(options, this.#context.capabilities());
      const asked = pageAt(options, position);
      const body = searchRequest(asked, this.#count(options));
      const reply = await this.#send({ method: "POST", below: "/.search", body, safe: true, signal: options.signal });
      return this.#readPage(reply, asked);
    });
  }

  /** One page of a list (RFC 7644 §3.4.2.4). */
  async page<const Name extends Named<Resource> = never, const Excluded extends Named<Resource> = never>(
    options: PageOptions<Name, Excluded> = {},
  ): Promise<Page<Read<Resource, Name, Excluded>>> {
    assertFilter(options, this.#context.capabilities());
    const query = pageQuery(options, this.#count(options));
    return this.#readPage(await this.#send({ method: "GET", query, signal: options.signal }), options);
  }

  /**
   * How many resources satisfy a filter; all by default. None is transferred (RFC 7644 §3.4.2.4, `count=0`), and those that a service sends
   * nevertheless are not looked at: the number is what the service says.
   */
  async count(options: CallOptions & Pick<ListOptions, "filter"> = {}): Promise<number> {
    assertFilter(options, this.#context.capabilities());
    const reply = await this.#send({ method: "GET", query: pageQuery(options, 0), signal: options.signal });
    const { total } = readListResponse(reply, false);
    if (total === undefined) throw notScim(reply, "a ListResponse with totalResults");
    return total;
  }

  /** Puts a whole resource in the place of another (RFC 7644 §3.5.1). What is not given is removed. */
  async replace(id: string, resource: Writable<Resource>, options: WriteOptions = {}): Promise<Stored<Resource>> {
    const body = outgoingResource(resource, this.type, this.#context);
    return this.#put(id, body, options);
  }

  /**
   * Changes a resource by one PATCH (RFC 7644 §3.5.2). At a service that is known to have no PATCH, the resource is read, changed here, and put.
   *
   * @returns the changed resource; undefined when the service answers without it (204), or when there is nothing to send.
   */
  async patch(
    id: string,
    operations: readonly PatchOperation[],
    options: WriteOptions = {},
  ): Promise<Stored<Resource> | undefined> {
    const body = outgoingPatch(operations, this.#context);
    if (body === undefined) return undefined;
    // The guarded ones: what the guard adds, such as the work email of a new userName, belongs to the change.
    if (this.#context.capabilities()?.patch === false) return this.#changeByPut(id, body.Operations, options);
    const { ifMatch, signal } = options;
    const reply = await this.#send({ method: "PATCH", id, body, headers: this.#condition(ifMatch), signal });
    return reply.answer.body === undefined ? undefined : readResource(reply.answer.body, this.#reading(reply));
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
    options: WriteOptions = {},
  ): Promise<Stored<Resource> | undefined> {
    return this.patch(id, changesToOperations(changes, this.type.tree), options);
  }

  /**
   * Deletes a resource (RFC 7644 §3.6). One that is gone when the request has to be repeated counts as deleted.
   *
   * @throws ScimRequestError; status 404 when there is none.
   */
  async delete(id: string, options: WriteOptions = {}): Promise<void> {
    await this.#send({ method: "DELETE", id, headers: this.#condition(options.ifMatch), signal: options.signal });
  }

  /**
   * A create, to be sent with others by `ScimClient.bulk`.
   *
   * @param bulkId - a name for the new resource, which other operations may refer to as `bulkId:` and this name
   */
  toCreate(resource: Writable<Resource>, bulkId?: string): BulkOperation {
    const data = outgoingResource(resource, this.type, this.#context);
    const { type } = this;
    return { method: "POST", path: type.endpoint, type, data, ...(bulkId === undefined ? {} : { bulkId }) };
  }

  /** A replacement, to be sent with others by `ScimClient.bulk`. */
  toReplace(id: string, resource: Writable<Resource>, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.#toBulk("PUT", id, options, outgoingResource(resource, this.type, this.#context));
  }

  /** A change of attributes, to be sent with others by `ScimClient.bulk`. */
  toUpdate(id: string, changes: Changes<Resource>, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.toPatch(id, changesToOperations(changes, this.type.tree), options);
  }

  /** A PATCH, to be sent with others by `ScimClient.bulk`. */
  toPatch(
    id: string,
    operations: readonly PatchOperation[],
    options: Pick<WriteOptions, "ifMatch"> = {},
  ): BulkOperation {
    const nothing = { schemas: [PATCH_OP], Operations: [] };
    return this.#toBulk("PATCH", id, options, outgoingPatch(operations, this.#context) ?? nothing);
  }

  /** A deletion, to be sent with others by `ScimClient.bulk`. */
  toDelete(id: string, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.#toBulk("DELETE", id, options, undefined);
  }

  #toBulk(
    method: "PUT" | "PATCH" | "DELETE",
    id: string,
    { ifMatch }: Pick<WriteOptions, "ifMatch">,
    data: object | undefined,
  ): BulkOperation {
    return {
      method,
      // A reference to a resource of the same request is no id, and stands as it is.
      path: `${this.type.endpoint}/${id.startsWith("bulkId:") ? id : pathSegment(id)}`,
      type: this.type,
      ...(data === undefined ? {} : { data }),
      ...(ifMatch === undefined ? {} : { version: ifMatch }),
    };
  }

  async #put(id: string, body: object, options: WriteOptions): Promise<Stored<Resource>> {
    const { ifMatch, signal } = options;
    const reply = await this.#send({ method: "PUT", id, body, headers: this.#condition(ifMatch), signal });
    return reply.answer.body === undefined
      ? this.get(id, { signal })
      : readResource(reply.answer.body, this.#reading(reply));
  }

  async #changeByPut(
    id: string,
    operations: readonly PatchOperation[],
    options: WriteOptions,
  ): Promise<Stored<Resource>> {
    const reply = await this.#send({ method: "GET", id, signal: options.signal });
    const before = readResource(reply.answer.body, this.#reading(reply));
    const changed = outgoingResource(applyPatch(before, operations, this.type), this.type, this.#context);
    // Somebody else's change in between must not be undone, where the service has versions.
    const version = this.#context.capabilities()?.etag === true ? versionOf(reply.answer) : undefined;
    const whole = withUnknown(changed, reply.answer.body, this.type.tree);
    return this.#put(id, whole, { ...options, ifMatch: options.ifMatch ?? version });
  }

  #condition(ifMatch: string | undefined): Readonly<Record<string, string>> | undefined {
    if (ifMatch === undefined) return undefined;
    // A service without versions would make the change whatever it is asked.
    if (this.#context.capabilities()?.etag === false) throw notSupported("versions (ifMatch)");
    assertVersion("ifMatch", ifMatch);
    return { "if-match": ifMatch };
  }

  #count({ count }: ListOptions): number {
    return count ?? pageSize(this.#context.capabilities());
  }

  #iterate<Item extends { readonly id: string }>(
    { paging, signal }: ListOptions,
    read: (position: PagePosition) => Promise<Page<Item>>,
  ): AsyncIterable<Item> {
    const call = { method: "GET", path: this.type.endpoint, attempts: 1 };
    const broken = (reason: string): Error => requestError(call, "not_scim", reason);
    return paginate({ read, broken, signal }, paging === "cursor" ? { cursor: "" } : {});
  }

  #readPage<Name extends string, Excluded extends string>(
    reply: Reply,
    options: PageOptions,
  ): Page<Read<Resource, Name, Excluded>> {
    const context = { ...this.#reading(reply, options.onUnusable), byCursor: options.cursor !== undefined };
    return readPage<Resource, Name, Excluded>(context, asksForPart(options));
  }

  #reading(reply: Reply, onUnusable?: (unusable: Unusable) => void): ReadContext<Resource> {
    const { transport } = this.#context;
    return { type: this.type, reply, warn: (message) => transport.warn(message), onUnusable };
  }

  async #send(request: ResourceRequest): Promise<Reply> {
    const { id, below = "", ...rest } = request;
    const path = `${this.type.endpoint}${Object.hasOwn(request, "id") ? `/${pathSegment(id)}` : ""}${below}`;
    const reply = await this.#context.transport.send({ ...rest, path });
    if (reply.answer.foreign) throw notScim(reply, "JSON");
    return reply;
  }
}
