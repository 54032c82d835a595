/** The documents that `MemoryStore` keeps. */
import { describe, expect, it } from "vitest";
import { UserType } from "../../../src/models/index.ts";
import { MemoryStore, type StoredDocument } from "../../../src/server/index.ts";

const ALL = { startIndex: 1, count: 100 };

function fill(documentBytes: number, users: number): { documents(startIndex: number): readonly StoredDocument[] } {
  const store = new MemoryStore({ documentBytes });
  for (let index = 0; index < users; index += 1) {
    const userName = `é-${String(index).padStart(3, "0")}`;
    store.insert("t", UserType, { id: String(index), userName, meta: { version: "1" }, title: "t" });
  }
  return { documents: (startIndex) => store.query("t", UserType, { startIndex, count: 10 }).documents ?? [] };
}

describe("the documents of a page", () => {
  it("are kept, and say where meta ends", () => {
    const { documents } = fill(10_000, 10);
    const [first] = documents(1);
    expect(first?.json).toBe('{"id":"0","userName":"é-000","meta":{"version":"1"},"title":"t"}');
    expect(first?.json.slice(first.metaEnd)).toBe('},"title":"t"}');
    expect(documents(1)[0]).toBe(first);
  });

  it("are dropped when others fill the space, and not while they are used", () => {
    const { documents } = fill(2_000, 100);
    const [used, unused] = [documents(1)[0], documents(11)[0]];
    for (let startIndex = 21; startIndex < 91; startIndex += 10) {
      documents(startIndex);
      expect(documents(1)[0]).toBe(used);
    }
    expect(documents(11)[0]).toEqual(unused);
    expect(documents(11)[0]).not.toBe(unused);
  });

  it("are made for each page where none are kept", () => {
    const { documents } = fill(0, 10);
    expect(documents(1)).toHaveLength(10);
    expect(documents(1)[0]).not.toBe(documents(1)[0]);
  });

  it("are those of the resources as they are now", () => {
    const store = new MemoryStore();
    store.insert("t", UserType, { id: "1", userName: "ada", meta: { version: "1" } });
    expect(store.query("t", UserType, ALL).documents?.[0]?.json).toContain('"ada"');
    store.replace("t", UserType, { id: "1", userName: "bob", meta: { version: "2" } }, "1");
    expect(store.query("t", UserType, ALL).documents?.[0]?.json).toContain('"bob"');
  });
});
