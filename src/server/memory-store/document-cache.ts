/**
 * The JSON documents of resources that were listed, up to a total size.
 *
 * Documents are in two generations: when the younger is full, the older is dropped. A stored resource is never changed
 * in place, so the object stands for its version, and its document goes with it.
 */
import type { JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../../models/json.ts";
import { EncodedDocument } from "../store/encoded-document.ts";
import type { StoredDocument, StorePage } from "../store/store.ts";

/** A page of resources whose documents are looked up when they are read. Copies of a page do not have them. */
export class MemoryPage implements StorePage {
  readonly total: number;
  readonly resources: readonly JsonObject[];
  readonly next: string | undefined;
  readonly #documents: DocumentCache;

  constructor(total: number, resources: readonly JsonObject[], next: string | undefined, documents: DocumentCache) {
    this.total = total;
    this.resources = resources;
    this.next = next;
    this.#documents = documents;
  }

  get documents(): readonly StoredDocument[] | undefined {
    return this.#documents.documentsOf(this.resources);
  }
}

/** The documents of all resources of a store. */
export class DocumentCache {
  /** Maximum number of bytes. */
  readonly #generationBytes: number;
  #young = new WeakMap<JsonObject, EncodedDocument>();
  #old = new WeakMap<JsonObject, EncodedDocument>();
  /** Bytes of the younger generation, including those of resources that were changed since. */
  #bytes = 0;

  /** @param maxBytes - bytes of all documents. */
  constructor(maxBytes: number) {
    this.#generationBytes = maxBytes / 2;
  }

  /** The documents of resources; undefined if one of them has a `meta` to which no location can be added. */
  documentsOf(resources: readonly JsonObject[]): readonly StoredDocument[] | undefined {
    const documents: StoredDocument[] = [];
    for (const resource of resources) {
      const document =
        this.#young.get(resource) ?? this.#keep(resource, this.#old.get(resource) ?? toDocument(resource));
      if (document === undefined) return undefined;
      documents.push(document);
    }
    return documents;
  }

  #keep(resource: JsonObject, document: EncodedDocument | undefined): EncodedDocument | undefined {
    const length = document?.size ?? 0;
    if (document === undefined || length > this.#generationBytes) return document;
    if (this.#bytes + length > this.#generationBytes) {
      this.#old = this.#young;
      this.#young = new WeakMap();
      this.#bytes = 0;
    }
    this.#young.set(resource, document);
    this.#bytes += length;
    return document;
  }
}

function toDocument(resource: JsonObject): EncodedDocument | undefined {
  const { id, meta } = resource;
  if (typeof id !== "string" || !isJsonObject(meta) || Object.hasOwn(meta, "location")) return undefined;
  if (JSON.stringify(meta) === "{}") return undefined;
  const json = JSON.stringify(resource);
  const names = Object.keys(resource);
  const index = names.indexOf("meta");
  if (index === names.length - 1) return new EncodedDocument({ id, json, metaEnd: json.length - "}}".length });
  const start = JSON.stringify(Object.fromEntries(Object.entries(resource).slice(0, index + 1)));
  return new EncodedDocument({ id, json, metaEnd: start.length - "}}".length });
}
