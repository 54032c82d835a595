/** A bulk request does not keep the process to itself. */
import { expect, it, vi } from "vitest";
import { MemoryStore } from "../../../src/server/index.ts";
import { BULK_REQUEST } from "../../../src/urns.ts";
import { createService } from "../service.ts";

it("other work of the process gets its turn between operations", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const turns: number[] = [];
    const memory = new MemoryStore();
    let writes = 0;
    const insert: MemoryStore["insert"] = (...parameters) => {
      writes += 1;
      const before = writes;
      setImmediate(() => turns.push(writes - before));
      // As if the write took this long.
      vi.advanceTimersByTime(30);
      return memory.insert(...parameters);
    };
    const store = new Proxy(memory, {
      get(target, name) {
        const member: unknown = name === "insert" ? insert : Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
    const Operations = Array.from({ length: 5 }, (_, index) => ({
      method: "POST",
      path: "/Users",
      bulkId: `${index}`,
      data: { userName: `u${index}` },
    }));
    await createService({ store }).post("/Bulk", { schemas: [BULK_REQUEST], Operations });
    await new Promise((resolve) => setImmediate(resolve));
    // Without breaks, four more operations would run before the first of these turns.
    expect(Math.max(...turns)).toBeLessThanOrEqual(1);
  } finally {
    vi.useRealTimers();
  }
});
