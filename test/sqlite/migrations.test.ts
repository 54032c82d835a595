/** Migrations of state files, and the copies they leave. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deflateRawSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { openSqliteState } from "../../src/sqlite/index.ts";
import { migrate, readFormat } from "../../src/sqlite/migrations.ts";
import { collect, entry, record, sourceIdsOf } from "../../src/testing/contracts/sample-records.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const FORMAT_1 = readFileSync(join(import.meta.dirname, "fixtures", "state-format-1.sql"), "utf8");
const MODULE = join(import.meta.dirname, "..", "..", "src", "sqlite", "migrations.ts");

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("state.db");
});

function database<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const opened = new DatabaseSync(file);
  try {
    return work(opened);
  } finally {
    opened.close();
  }
}

/** Everything that a file holds, as text. */
function contentOf(file: string): string {
  return database(file, (opened) => {
    const tables = opened.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
    const names = tables.map(({ name }) => String(name)).filter((name) => /^(job|objects|intents|log)$/.test(name));
    const rows = names.map((name) => opened.prepare(`SELECT * FROM ${name}`).all());
    return JSON.stringify([opened.prepare("PRAGMA user_version").get(), tables, rows]);
  });
}

/** Tables and indexes of a file, without the layout of their text. */
function schemaOf(file: string): readonly string[] {
  return database(file, (opened) =>
    opened
      .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
      .all()
      .map(({ sql }) => String(sql).replaceAll(/\s+/g, " ")),
  );
}

describe("a state file of an older format", () => {
  beforeEach(() => database(path, (opened) => opened.exec(FORMAT_1)));

  it("is brought to the newest one with everything it holds", async () => {
    const state = await openSqliteState(path);
    expect((await state.readJob())?.initialDone).toBe(true);
    expect(await state.size()).toEqual({ linked: 2, lastOrdinal: 2 });
    expect((await state.get("u1"))?.link?.targetId).toBe("account-1");
    expect((await state.openIntents()).map(({ changeId }) => changeId)).toEqual(["open"]);
    expect(await collect(state.entries())).toHaveLength(2);
    await state.commit({ record: record("u9", "t9") });
    expect(sourceIdsOf(await collect(state.resolvable()))).toEqual(["u1"]);
    await state.close();
  });

  it("finds users whose GUID it stored in capital letters", async () => {
    const guid = "AAAAAAAA-0000-4000-8000-00000000000A";
    const unlinked = "BBBBBBBB-0000-4000-8000-00000000000B";
    database(path, (opened) => {
      opened.exec(`UPDATE objects SET source_id = '${guid}' WHERE source_id = 'u2'`);
      for (const id of [unlinked, guid.toLowerCase()])
        opened.exec(`INSERT INTO objects (source_id, name, fingerprint) VALUES ('${id}', 'second', '')`);
      opened.exec(`INSERT INTO objects (source_id, name, fingerprint, target_id, link) VALUES
        ('${unlinked.toLowerCase()}', 'b', '', 'account-b', '{"targetId":"account-b","values":{},"status":"managed","awaiting":{"manager":"${guid}"}}')`);
    });
    const state = await openSqliteState(path);
    const { lastOrdinal } = await state.size();
    const ids = (await collect(state.records(lastOrdinal))).map(({ sourceId, link }) => [sourceId, link?.targetId]);
    expect(ids).toEqual([
      ["u1", "account-1"],
      [guid.toLowerCase(), "account-2"],
      [unlinked.toLowerCase(), "account-b"],
    ]);
    expect(sourceIdsOf(await collect(state.resolvable()))).toContain(unlinked.toLowerCase());
    await state.close();
  });

  it("returns the entries that format 7 deflated", async () => {
    await (await openSqliteState(path)).close();
    const stored = JSON.stringify(entry("e7"));
    const template = JSON.stringify(entry("e6"));
    const body = deflateRawSync(stored, { dictionary: Buffer.from(template) });
    database(path, (opened) => {
      opened.exec("DROP TABLE mirror; PRAGMA user_version = 7");
      opened.prepare("INSERT INTO log_templates (ordinal, body) VALUES (1, ?)").run(template);
      opened.prepare("INSERT INTO log (id, body, at, template) VALUES ('e7', ?, '', 1)").run(body);
    });
    const state = await openSqliteState(path);
    expect((await collect(state.entries())).at(-1)).toEqual(entry("e7"));
    await state.close();
  });

  it("ends with the tables of a new file", async () => {
    await (await openSqliteState(path)).close();
    const fresh = folder.file("fresh.db");
    await (await openSqliteState(fresh)).close();
    expect(schemaOf(path)).toEqual(schemaOf(fresh));
  });

  it("is kept beside the new one as it was, readable by its owner only", async () => {
    const before = contentOf(path);
    await (await openSqliteState(path)).close();
    const copy = `${path}.format-1`;
    expect(contentOf(copy)).toBe(before);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  it("is migrated and copied once", async () => {
    await (await openSqliteState(path)).close();
    rmSync(`${path}.format-1`);
    await (await openSqliteState(path)).close();
    expect(readdirSync(folder.path)).toEqual(["state.db"]);
  });

  it("stays as it was when a step fails, and is migrated by the next attempt", async () => {
    const before = contentOf(path);
    const steps = [
      () => undefined,
      (opened: DatabaseSync) => {
        opened.exec("DROP TABLE objects");
        throw new Error("no room");
      },
    ];
    expect(() => database(path, (opened) => migrate(opened, path, 1, steps))).toThrow("no room");
    expect(contentOf(path)).toBe(before);
    const state = await openSqliteState(path);
    expect((await state.size()).linked).toBe(2);
    await state.close();
  });

  it("stays as it was when the process dies in the middle of a step", async () => {
    const before = contentOf(path);
    const program = `
      import { DatabaseSync } from "node:sqlite";
      import { migrate } from ${JSON.stringify(MODULE)};
      const database = new DatabaseSync(${JSON.stringify(path)});
      database.exec("PRAGMA journal_mode = WAL; PRAGMA cache_size = 1");
      migrate(database, ${JSON.stringify(path)}, 1, [() => {}, () => {
        database.exec("DELETE FROM log; UPDATE objects SET name = hex(zeroblob(100000))");
        process.kill(process.pid, "SIGKILL");
      }]);`;
    const { signal, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program]);
    expect(signal, String(stderr)).toBe("SIGKILL");
    await (await openSqliteState(path)).close();
    expect(contentOf(`${path}.format-1`)).toBe(before);
  });

  it("replaces a copy that a crash left incomplete", async () => {
    writeFileSync(`${path}.format-1.unfinished`, "half a copy");
    await (await openSqliteState(path)).close();
    expect(existsSync(`${path}.format-1.unfinished`)).toBe(false);
  });

  it("goes through all steps that it lacks, in order", () => {
    const names: string[] = [];
    const step = (name: string) => () => {
      names.push(name);
    };
    database(path, (opened) => {
      migrate(opened, path, 1, [step("1"), step("2"), step("3")]);
      expect(readFormat(opened, path, 3)).toBe(3);
    });
    expect(names).toEqual(["2", "3"]);
  });
});

describe("a state file of a newer format", () => {
  it("is refused with both formats named, and left as it is", async () => {
    await (await openSqliteState(path)).close();
    database(path, (opened) => opened.exec("PRAGMA user_version = 99"));
    const before = readFileSync(path);
    await expect(openSqliteState(path)).rejects.toMatchObject({
      name: "ProvisioningError",
      code: "invalid_state",
      message: expect.stringMatching(/format 99.*formats 1 to \d+.*newer version/),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder.path)).toEqual(["state.db"]);
  });
});
