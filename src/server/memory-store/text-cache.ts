/**
 * The JSON texts of resources that were listed, up to a total size.
 *
 * Texts are in two generations: when the younger is full, the older is dropped. A stored resource is never changed in
 * place, so the object stands for its version, and its text goes with it.
 */
import type { JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../../models/json.ts";
import { EncodedText } from "../store/encoded-text.ts";
import type { StoredText, StorePage } from "../store/store.ts";

/** A page of resources whose texts are looked up when they are read. Copies of a page do not have them. */
export class MemoryPage implements StorePage {
  readonly total: number;
  readonly resources: readonly JsonObject[];
  readonly next: string | undefined;
  readonly #texts: TextCache;

  constructor(total: number, resources: readonly JsonObject[], next: string | undefined, texts: TextCache) {
    this.total = total;
    this.resources = resources;
    this.next = next;
    this.#texts = texts;
  }

  get texts(): readonly StoredText[] | undefined {
    return this.#texts.textsOf(this.resources);
  }
}

/** The texts of all resources of a store. */
export class TextCache {
  /** Maximum number of bytes. */
  readonly #generationBytes: number;
  #young = new WeakMap<JsonObject, EncodedText>();
  #old = new WeakMap<JsonObject, EncodedText>();
  /** Bytes of the younger generation, including those of resources that were changed since. */
  #bytes = 0;

  /** @param maxBytes - bytes of all texts. */
  constructor(maxBytes: number) {
    this.#generationBytes = maxBytes / 2;
  }

  /** The texts of resources; undefined if one of them has a `meta` to which no location can be added. */
  textsOf(resources: readonly JsonObject[]): readonly StoredText[] | undefined {
    const texts: StoredText[] = [];
    for (const resource of resources) {
      const text = this.#young.get(resource) ?? this.#keep(resource, this.#old.get(resource) ?? toText(resource));
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts;
  }

  #keep(resource: JsonObject, text: EncodedText | undefined): EncodedText | undefined {
    const length = text?.size ?? 0;
    if (text === undefined || length > this.#generationBytes) return text;
    if (this.#bytes + length > this.#generationBytes) {
      this.#old = this.#young;
      this.#young = new WeakMap();
      this.#bytes = 0;
    }
    this.#young.set(resource, text);
    this.#bytes += length;
    return text;
  }
}

function toText(resource: JsonObject): EncodedText | undefined {
  const { id, meta } = resource;
  if (typeof id !== "string" || !isJsonObject(meta) || Object.hasOwn(meta, "location")) return undefined;
  if (JSON.stringify(meta) === "{}") return undefined;
  const text = JSON.stringify(resource);
  const names = Object.keys(resource);
  const index = names.indexOf("meta");
  if (index === names.length - 1) return new EncodedText({ id, text, metaEnd: text.length - "}}".length });
  const start = JSON.stringify(Object.fromEntries(Object.entries(resource).slice(0, index + 1)));
  return new EncodedText({ id, text, metaEnd: start.length - "}}".length });
}
