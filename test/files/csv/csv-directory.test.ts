/** Directories in CSV: which files are read, and which are rejected. */
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvDirectory } from "../../../src/files/csv/csv-directory.ts";
import type { DirectorySource, SourceEvent, SourceUser } from "../../../src/provisioning/ports/source.ts";
import { provisioningErrorOf } from "../../support/provisioning-error.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

async function eventsOf(source: DirectorySource, signal?: AbortSignal): Promise<SourceEvent[]> {
  const events: SourceEvent[] = [];
  for await (const event of source.read({ signal })) events.push(event);
  return events;
}

async function usersOf(source: DirectorySource): Promise<SourceUser[]> {
  const events = await eventsOf(source);
  expect(events.at(-1)).toEqual({ kind: "end" });
  return events.flatMap((event) => (event.kind === "user" ? [event.user] : []));
}

async function mailsOf(content: string | Uint8Array): Promise<unknown[]> {
  const users = await usersOf(csvDirectory({ users: folder.write("users.csv", content) }));
  return users.map(({ attributes }) => attributes["mail"]);
}

describe("a directory in a CSV file", () => {
  it("tells its columns and the number of its users before it is read", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "id,mail,Cost Center\n1,a@x,7\n2,b@x,8\n") });
    expect(await source.describe()).toEqual({ attributeNames: new Set(["id", "mail", "Cost Center"]), userCount: 2 });
    expect(source.kind).toBe("snapshot");
  });

  it("yields each user with its attributes as text, and the end at last", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "mail,id,Cost Center\na@x,1,007\n,2,\n") });
    await source.describe();
    const events = await eventsOf(source);
    expect(events).toEqual([
      { kind: "user", user: { id: "1", attributes: { mail: "a@x", id: "1", "Cost Center": "007" } } },
      { kind: "user", user: { id: "2", attributes: { mail: "", id: "2", "Cost Center": "" } } },
      { kind: "end" },
    ]);
  });

  it("verifies the whole file first when it is read without being described", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "id,mail\n1,a@x\n2\n3,c@x\n") });
    const seen: SourceEvent[] = [];
    const failure = await provisioningErrorOf(async () => {
      for await (const event of source.read()) seen.push(event);
    });
    expect(failure.code).toBe("invalid_source");
    expect(seen).toEqual([]);
  });

  it("can be read several times", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "id\n1\n2") });
    await source.describe();
    expect(await usersOf(source)).toEqual(await usersOf(source));
  });

  it.each([
    ["LF", "id,mail\n1,a@x\n2,b@x\n"],
    ["CRLF", "id,mail\r\n1,a@x\r\n2,b@x\r\n"],
    ["CR", "id,mail\r1,a@x\r2,b@x\r"],
    ["no final line break", "id,mail\n1,a@x\n2,b@x"],
    ["blank lines", "id,mail\n\n1,a@x\n\r\n2,b@x\n\n\n"],
    ["a byte order mark", "\uFEFFid,mail\n1,a@x\n2,b@x\n"],
    ["quotes around everything", '"id","mail"\n"1","a@x"\n"2","b@x"\n'],
    ["spaces around names", " id , mail \n1,a@x\n2,b@x\n"],
  ])("reads a file with %s", async (_, content) => {
    expect(await mailsOf(content)).toEqual(["a@x", "b@x"]);
  });

  it("keeps line breaks, commas, quotes and spaces inside quoted fields", async () => {
    const value = ' 1, "Main" Street\r\nBuilding 2\n';
    expect(await mailsOf(`id,mail\n1,"${value.replaceAll('"', '""')}"\n`)).toEqual([value]);
  });

  it("recognizes names of Entra's attributes in any case and with spaces, and keeps other names as they are", async () => {
    const content = "Object Id,MAIL,Mobile phone,COST center\n1,a@x,+1,7\n";
    const source = csvDirectory({ users: folder.write("users.csv", content) });
    expect((await source.describe()).attributeNames).toEqual(new Set(["id", "mail", "mobilePhone", "COST center"]));
    expect((await usersOf(source))[0]?.attributes).toEqual({
      id: "1",
      mail: "a@x",
      mobilePhone: "+1",
      "COST center": "7",
    });
  });

  it("spells columns as the mapping does that reads them", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "id,EXTENSION_costcenter\n1,7\n") });
    const { attributeNames } = await source.describe({ attributes: ["extension_CostCenter"] });
    expect(attributeNames).toEqual(new Set(["id", "extension_CostCenter"]));
  });

  it("keeps objectId beside id", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "id,objectId\n1,2\n") });
    expect((await source.describe()).attributeNames).toEqual(new Set(["id", "objectId"]));
  });

  it("yields rows with the same id one after the other", async () => {
    const users = await usersOf(csvDirectory({ users: folder.write("users.csv", "id,mail\n1,a@x\n1,b@x\n") }));
    expect(users.map(({ id, attributes }) => [id, attributes["mail"]])).toEqual([
      ["1", "a@x"],
      ["1", "b@x"],
    ]);
  });

  it("takes columns called like members of every object as plain attributes", async () => {
    const source = csvDirectory({ users: folder.write("users.csv", "id,__proto__,constructor,toString\n1,a,b,\n") });
    const [user] = await usersOf(source);
    expect(Object.entries(user?.attributes ?? {})).toEqual([
      ["id", "1"],
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", ""],
    ]);
    expect(Reflect.get(user?.attributes ?? {}, "valueOf")).toBeUndefined();
  });

  it("gives back every table that is written as CSV", async () => {
    const field = fc.string({
      unit: fc.constantFrom("a", "é", "名", "😀", ",", '"', "\n", "\r", "\r\n", " ", ";", "'"),
    });
    const row = fc.tuple(field, field).map(([first, second]) => ({ first, second }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        fc.boolean(),
        async (rows, crlf, end) => {
          const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
          const lines = rows.map(({ first, second }, index) => `${index},${quoted(first)},${quoted(second)}`);
          const content = ["id,first,second", ...lines].join(crlf ? "\r\n" : "\n") + (end ? "\n" : "");
          const users = await usersOf(csvDirectory({ users: folder.write("property.csv", content) }));
          expect(users.map(({ attributes }) => [attributes["first"], attributes["second"]])).toEqual(
            rows.map(({ first, second }) => [first, second]),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a file that is no directory", () => {
  const cases: [string, string | Uint8Array, "invalid_source" | "incomplete_source", RegExp][] = [
    ["is empty", "", "incomplete_source", /is empty/],
    ["holds a byte order mark alone", "\uFEFF", "incomplete_source", /is empty/],
    ["holds only blank lines", "\n\r\n\n", "incomplete_source", /is empty/],
    ["has a header but no users", "id,mail\n", "incomplete_source", /no users/],
    ["has no header", "1,Ann,a@x\n2,Bob,b@x\n", "invalid_source", /no header.*"id"/],
    ["has no column id", "userPrincipalName,mail\na,a@x\n", "invalid_source", /no column "id"/],
    ["names a column twice", "id,mail,mail\n1,a,b\n", "invalid_source", /"mail" twice/],
    [
      "names a column twice in different case",
      "id,mail,Mail\n1,a,b\n",
      "invalid_source",
      /"Mail" twice, also as "mail"/,
    ],
    ["has a column without a name", "id,,mail\n1,a,b\n", "invalid_source", /column 2 of the header has no name/],
    [
      "has a row that is too wide",
      "id,mail\n1,a\n2,b,c\n3,d\n",
      "invalid_source",
      /row 3 \(line 3\) has 3 fields; expected 2/,
    ],
    [
      "has a row that is too narrow",
      "id,mail\n1,a\n2\n3,d\n",
      "invalid_source",
      /row 3 \(line 3\) has 1 field; expected 2/,
    ],
    ["ends in a row that is too narrow", "id,mail\n1,a\n2", "incomplete_source", /row 3 .*cut short/],
    ["ends inside quotes", 'id,mail\n1,a\n2,"b', "incomplete_source", /row 3 .*cut short/],
    [
      "has text after a closing quote",
      'id,mail\n1,"a"b\n',
      "invalid_source",
      /row 2 \(line 2\), column 2 has text after a closing quote/,
    ],
    [
      "has a quote in an unquoted field",
      'id,mail\n1,a"b\n',
      "invalid_source",
      /row 2 \(line 2\), column 2 contains a quote/,
    ],
    ["has a row without id", "id,mail\n1,a\n  ,b\n", "invalid_source", /row 3 \(line 3\) has no id/],
    [
      "has a space before an opening quote",
      'id,mail\n1, "a"\n',
      "invalid_source",
      /space in front of an opening quote/,
    ],
    ["is separated by vertical bars", "id|mail\n1|a\n", "invalid_source", /vertical bars; expected commas/],
    ["is not UTF-8", Buffer.from("id,mail\n1,Andr\u00e9\n", "latin1"), "invalid_source", /not UTF-8/],
    ["ends inside a character", Buffer.from("id,mail\n1,Andr\u00e9").subarray(0, -1), "incomplete_source", /cut short/],
    ["holds NUL bytes", "id,mail\n1,a\n\0\0\0\0", "invalid_source", /NUL/],
    [
      "has a row that never ends",
      `id,mail\n1,"${"x\n".repeat(700_000)}`,
      "invalid_source",
      /row 2 is longer than 1048576 bytes/,
    ],
    [
      "has a row of commas that never ends",
      `id,mail\n1${",".repeat(1_400_000)}`,
      "invalid_source",
      /row 2 is longer than/,
    ],
  ];

  it.each(cases)("is refused when it %s", async (_, content, code, message) => {
    const source = csvDirectory({ users: folder.write("users.csv", content) });
    const failure = await provisioningErrorOf(() => source.describe());
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain("users.csv");
    expect(failure.code).toBe(code);
  });

  it("counts line breaks inside quotes where a line is named", async () => {
    const users = folder.write("users.csv", 'id,mail\r\n1,"a\r\nb\nc"\r\n2,x,y\r\n');
    expect((await provisioningErrorOf(() => csvDirectory({ users }).describe())).message).toMatch(/row 3 \(line 5\)/);
  });

  it("names every attribute that is required and missing", async () => {
    const users = folder.write("users.csv", "id,mail\n1,a\n");
    const source = csvDirectory({ users, requiredAttributes: ["mail", "city", "surname"] });
    expect(await provisioningErrorOf(() => source.describe())).toEqual({
      code: "invalid_source",
      message: `${users}: the header has no column "city", "surname"`,
    });
  });

  it.each([
    ["does not exist", "/does/not/exist.csv", /no such file/],
    ["is a directory", tmpdir(), /is a directory/],
    ["is a device", "/dev/null", /not a regular file/],
  ])("is refused when it %s", async (_, users, message) => {
    const failure = await provisioningErrorOf(() => csvDirectory({ users }).describe());
    expect(failure).toEqual({ code: "invalid_source", message: expect.stringMatching(message) });
  });
});

describe("a file that changes after it was described", () => {
  async function described(change: (path: string) => void): Promise<DirectorySource> {
    const directory = mkdtempSync(join(tmpdir(), "proxyclick-scim-"));
    const users = join(directory, "users.csv");
    writeFileSync(users, "id,mail\n1,a\n2,b\n");
    utimesSync(users, 1_000_000, 1_000_000);
    const source = csvDirectory({ users });
    await source.describe();
    change(users);
    const read = source.read.bind(source);
    return {
      ...source,
      async *read(options) {
        yield* read(options);
        rmSync(directory, { recursive: true });
      },
    };
  }

  it.each([
    ["grew", (path: string) => appendFileSync(path, "3,c\n")],
    ["was written again", (path: string) => writeFileSync(path, "id,mail\n1,a\n2,c\n")],
    [
      "lost a row under the same time stamp and length",
      (path: string) => {
        writeFileSync(path, "id,mail\n1,abbbbb\n");
        utimesSync(path, 1_000_000, 1_000_000);
      },
    ],
  ])("does not reach its end when it %s", async (_, change) => {
    const source = await described(change);
    const seen: SourceEvent[] = [];
    const failure = await provisioningErrorOf(async () => {
      for await (const event of source.read()) seen.push(event);
    });
    expect(failure.code).toBe("incomplete_source");
    expect(seen).not.toContainEqual({ kind: "end" });
  });
});

describe("reading a large directory", () => {
  const many = `id,mail\n${Array.from({ length: 20_000 }, (_, index) => `${index},user${index}@x\n`).join("")}`;

  it("ends with the reason of its signal", async () => {
    const source = csvDirectory({ users: folder.write("many.csv", many) });
    const controller = new AbortController();
    let seen = 0;
    const reading = async () => {
      for await (const _ of source.read({ signal: controller.signal })) {
        seen += 1;
        if (seen === 10) controller.abort(new Error("enough"));
      }
    };
    await expect(reading()).rejects.toThrow("enough");
    expect(seen).toBe(10);
    await expect(source.describe({ signal: controller.signal })).rejects.toThrow("enough");
  });

  it("stops when its reader leaves", async () => {
    const source = csvDirectory({ users: folder.write("many.csv", many) });
    for await (const event of source.read()) {
      expect(event.kind).toBe("user");
      break;
    }
    expect(await source.describe()).toMatchObject({ userCount: 20_000 });
  });
});
