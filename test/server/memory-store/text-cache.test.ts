/** The texts that `MemoryStore` keeps. */
import { describe, expect, it } from "vitest";
import { UserType } from "../../../src/models/index.ts";
import { MemoryStore, type StoredText } from "../../../src/server/index.ts";

const ALL = { startIndex: 1, count: 100 };

function fill(textBytes: number, users: number): { texts(startIndex: number): readonly StoredText[] } {
  const store = new MemoryStore({ textBytes });
  for (let index = 0; index < users; index += 1) {
    const userName = `é-${String(index).padStart(3, "0")}`;
    store.insert("t", UserType, { id: String(index), userName, meta: { version: "1" }, title: "t" });
  }
  return { texts: (startIndex) => store.query("t", UserType, { startIndex, count: 10 }).texts ?? [] };
}

describe("the texts of a page", () => {
  it("are kept, and say where meta ends", () => {
    const { texts } = fill(10_000, 10);
    const [first] = texts(1);
    expect(first?.text).toBe('{"id":"0","userName":"é-000","meta":{"version":"1"},"title":"t"}');
    expect(first?.text.slice(first.metaEnd)).toBe('},"title":"t"}');
    expect(texts(1)[0]).toBe(first);
  });

  it("are dropped when others fill the space, and not while they are used", () => {
    const { texts } = fill(2_000, 100);
    const [used, unused] = [texts(1)[0], texts(11)[0]];
    for (let startIndex = 21; startIndex < 91; startIndex += 10) {
      texts(startIndex);
      expect(texts(1)[0]).toBe(used);
    }
    expect(texts(11)[0]).toEqual(unused);
    expect(texts(11)[0]).not.toBe(unused);
  });

  it("are made for each page where none are kept", () => {
    const { texts } = fill(0, 10);
    expect(texts(1)).toHaveLength(10);
    expect(texts(1)[0]).not.toBe(texts(1)[0]);
  });

  it("are those of the resources as they are now", () => {
    const store = new MemoryStore();
    store.insert("t", UserType, { id: "1", userName: "ada", meta: { version: "1" } });
    expect(store.query("t", UserType, ALL).texts?.[0]?.text).toContain('"ada"');
    store.replace("t", UserType, { id: "1", userName: "bob", meta: { version: "2" } }, "1");
    expect(store.query("t", UserType, ALL).texts?.[0]?.text).toContain('"bob"');
  });
});
