/** What the database does about conflicts, lost connections, busy pools and ended requests. */
import { describe, expect, it } from "vitest";
import type { PostgresClient, PostgresClientPool, PostgresTransactions } from "../../src/postgres/pool.ts";
import { PostgresDatabase } from "../../src/postgres/postgres-database.ts";

/** What a driver does with a statement: returns no rows, or throws. */
type Reply = (text: string) => void;

function postgresError(code: string): Error {
  return Object.assign(new Error(`error ${code} about "secret value"`), { code });
}

/** A pool whose clients answer in turn, and which notes what happens. */
function fakePool(reply: Reply): { readonly pool: PostgresClientPool; readonly log: string[] } {
  const log: string[] = [];
  const query = async (text: string) => {
    log.push(text.replace(/;.*/, "").replace(/^\/\*.*\*\/ /, ""));
    reply(text);
    return { rows: [] };
  };
  const client: PostgresClient = {
    query,
    release: (error) => {
      log.push(error === true ? "close" : "release");
    },
  };
  return { pool: { query, connect: async () => client }, log };
}

/** Throws each error once, when the statement is seen, then nothing. */
function failing(statement: string, ...errors: readonly Error[]): Reply {
  const left = [...errors];
  return (text) => {
    const error = text === statement ? left.shift() : undefined;
    if (error !== undefined) throw error;
  };
}

function write(pool: PostgresClientPool | PostgresTransactions, signal?: AbortSignal): Promise<string> {
  const database = new PostgresDatabase(pool, "scim", { acquire: 20 });
  return database.transaction(async ({ query }) => {
    await query("WRITE", []);
    return "written";
  }, signal);
}

const withStatus = (status: number) => expect.objectContaining({ name: "ScimError", status });

describe("a transaction", () => {
  it.each(["40001", "40P01"])("is repeated after a conflict, %s, on a connection that stays open", async (code) => {
    const { pool, log } = fakePool(failing("WRITE", postgresError(code)));
    await expect(write(pool)).resolves.toBe("written");
    expect(log).toEqual(["BEGIN", "WRITE", "ROLLBACK", "release", "BEGIN", "WRITE", "COMMIT", "release"]);
  });

  it("is repeated after a conflict that only the commit finds", async () => {
    const { pool, log } = fakePool(failing("COMMIT", postgresError("40001")));
    await expect(write(pool)).resolves.toBe("written");
    expect(log.filter((each) => each === "WRITE")).toHaveLength(2);
  });

  it.each([postgresError("57P01"), postgresError("08006"), new Error("Connection terminated unexpectedly")])(
    "is repeated on another connection when its own is lost before the commit: %s",
    async (error) => {
      const { pool, log } = fakePool(failing("WRITE", error));
      await expect(write(pool)).resolves.toBe("written");
      expect(log.slice(0, 4)).toEqual(["BEGIN", "WRITE", "ROLLBACK", "close"]);
    },
  );

  it.each([postgresError("57P01"), postgresError("40003"), new Error("Connection terminated unexpectedly")])(
    "is uncertain, and not repeated, when its connection is lost during the commit: %s",
    async (error) => {
      const { pool, log } = fakePool(failing("COMMIT", error));
      await expect(write(pool)).rejects.toEqual(withStatus(504));
      expect(log).toEqual(["BEGIN", "WRITE", "COMMIT", "close"]);
    },
  );

  it.each(["40001", "57P01"])("is given up with 503 when every attempt fails with %s", async (code) => {
    const { pool, log } = fakePool(failing("WRITE", ...Array.from({ length: 9 }, () => postgresError(code))));
    await expect(write(pool)).rejects.toEqual(withStatus(503));
    expect(log.filter((each) => each === "WRITE")).toHaveLength(5);
  });

  it.each(["57014", "55P03", "53300"])("is given up at once with 503 when the database is busy, %s", async (code) => {
    const { pool, log } = fakePool(failing("WRITE", postgresError(code)));
    await expect(write(pool)).rejects.toEqual(withStatus(503));
    expect(log).toEqual(["BEGIN", "WRITE", "ROLLBACK", "release"]);
  });

  it.each([
    ["42P01", /run|create them with migrate\(pool, \{ schema: "scim" \}\)/],
    ["42501", /SQLSTATE 42501.*permissions/],
  ])("reports what an operator has to change, %s, and no value", async (code, message) => {
    const { pool } = fakePool(failing("WRITE", postgresError(code)));
    const error = await write(pool).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "invalid_state", message: expect.stringMatching(message) });
    expect(String(error)).not.toContain("secret");
  });

  it("passes on what its function throws, after a rollback", async () => {
    const { pool, log } = fakePool(() => undefined);
    const database = new PostgresDatabase(pool, "scim");
    await expect(database.transaction(() => Promise.reject(new RangeError("own")))).rejects.toThrow(RangeError);
    expect(log).toEqual(["BEGIN", "ROLLBACK", "release"]);
  });

  it("of a driver's own function is uncertain only when the failure comes after the statements", async () => {
    let calls = 0;
    const lost = new Error("connection closed");
    const pool: PostgresTransactions = {
      query: async () => ({ rows: [] }),
      async transaction(run) {
        calls += 1;
        if (calls === 1) throw lost;
        await run({ query: async () => ({ rows: [] }) });
        throw lost;
      },
    };
    await expect(write(pool)).rejects.toEqual(withStatus(504));
    expect(calls).toBe(2);
  });
});

describe("a pool", () => {
  it("without a free connection leads to 503, and gets a connection back that comes too late", async () => {
    const { pool, log } = fakePool(() => undefined);
    const late = Promise.withResolvers<void>();
    const slow = { ...pool, connect: () => late.promise.then(() => pool.connect()) };
    await expect(write(slow)).rejects.toEqual(withStatus(503));
    late.resolve();
    await expect.poll(() => log).toEqual(["release"]);
  });

  it("whose own time limit ends leads to 503 at once", async () => {
    let calls = 0;
    const { pool } = fakePool(() => undefined);
    const exhausted = {
      ...pool,
      connect: () => {
        calls += 1;
        return Promise.reject(new Error("timeout exceeded when trying to connect"));
      },
    };
    await expect(write(exhausted)).rejects.toEqual(withStatus(503));
    expect(calls).toBe(1);
  });
});

describe("a request that has ended", () => {
  it("starts nothing", async () => {
    const { pool, log } = fakePool(() => undefined);
    await expect(write(pool, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
    expect(log).toEqual([]);
  });

  it("has its statement cancelled, and its transaction rolled back", async () => {
    const gone = new AbortController();
    const { pool, log } = fakePool((text) => {
      if (!text.endsWith("WRITE")) return;
      gone.abort(new Error("gone"));
      throw postgresError("57014");
    });
    await expect(write(pool, gone.signal)).rejects.toThrow("gone");
    expect(log[2]).toMatch(/^SELECT pg_cancel_backend/);
    expect(log.slice(3)).toEqual(["ROLLBACK", "release"]);
  });
});
