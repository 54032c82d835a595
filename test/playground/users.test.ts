/**
 * The users that are pasted into, or opened in, the playground: the files of administrators, as the command line reads
 * them.
 */
import { join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_USERS } from "../../docs/playground/src/csv.ts";
import { decodeText } from "../../docs/playground/src/decode-text.ts";
import { MAX_DIRECTORY, readUsers } from "../../docs/playground/src/users.ts";
import { csvDirectory } from "../../src/files/index.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const folder = useTemporaryFolder();

function usersOf(text: string, attributes: readonly string[] = ["a", "b"]): unknown {
  const read = readUsers(text, attributes);
  return "value" in read ? read.value.map(({ attributes: found }) => ({ ...found })) : read.problem;
}

const ADA = { id: "1", userPrincipalName: "ada@contoso.com", accountEnabled: "False", IsSoftDeleted: true };

describe("users as CSV", () => {
  it.each([
    ["commas", "id,userPrincipalName,accountEnabled\n1,ada@contoso.com,False"],
    ["semicolons", "id;userPrincipalName;accountEnabled\r\n1;ada@contoso.com;False\r\n"],
    ["tabs", "id\tuserPrincipalName\taccountEnabled\n1\tada@contoso.com\tFalse\n"],
    ["a byte order mark and sep=;", "\ufeffsep=;\nid;userPrincipalName;accountEnabled\n1;ada@contoso.com;False"],
    [
      "the head of PowerShell and its names",
      '#TYPE Microsoft.Graph.User\n"Id","UserPrincipalName","AccountEnabled"\n"1","ada@contoso.com","False"\n',
    ],
    ["names of older downloads", "Object Id,User principal name,account enabled\n1,ada@contoso.com,False\n"],
  ])("are read with %s", (_, text) => {
    expect(usersOf(text)).toEqual([ADA]);
  });

  it("have the attributes that the command line reads", async () => {
    const text = '\ufeffId;mail;Cost Center;accountEnabled\n\n1;"a\nb";;true\n2;c;7;false\n';
    const attributes = ["mail", "costCenter"];
    const source = csvDirectory({ users: folder.write("users.csv", text) });
    await source.describe({ attributes });
    const expected: unknown[] = [];
    for await (const event of source.read({ attributes })) {
      if (event.kind === "user")
        expected.push({ ...event.user.attributes, IsSoftDeleted: event.user.attributes["accountEnabled"] === "false" });
    }
    expect(usersOf(text, attributes)).toEqual(expected);
  });

  it.each([
    ["", "is empty"],
    ["a,b", "has a header but no users"],
    ["a,b\n1", "row 2 (line 2) has 1 field; expected 2"],
    ["a,b\n1,2,3", "row 2 (line 2) has 3 fields; expected 2"],
    ["a,a\n1,2", "twice"],
    ['a\n"open', "opens a quote that is never closed"],
    ["x|y\n1|2", "separated by vertical bars"],
    ["x,y\n1,2", "has no header"],
    ["a,b\n1,System.String[]", 'column "b" has "System.String[]"'],
    ["deviceId,displayName\n1,2", "holds devices instead of users"],
    ["a".repeat(MAX_DIRECTORY + 1), "At most 1,000,000"],
  ])("%.20j give the problem of the command line", (text, problem) => {
    expect(usersOf(text)).toContain(problem);
  });

  it("are so many and no more", () => {
    expect(usersOf(`a\n${"1\n".repeat(MAX_USERS + 5)}`)).toHaveLength(MAX_USERS);
  });

  it("come back as they were written", () => {
    const cell = fc.string({ unit: "binary", minLength: 1 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const names = cells.map((_, index) => `c${index}`);
        const line = cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(",");
        expect(usersOf(`${names.join(",")}\n${line}`, names)).toMatchObject([
          Object.fromEntries(names.map((name, index) => [name, cells[index]])),
        ]);
      }),
    );
  });
});

describe("users as JSON", () => {
  const user = { id: "1", userPrincipalName: "ada@contoso.com", accountEnabled: false, manager: { id: "9" } };
  const expected = { ...user, manager: "9", IsSoftDeleted: true };
  const pascal = {
    Id: "1",
    UserPrincipalName: "ada@contoso.com",
    AccountEnabled: false,
    Manager: { Id: "9" },
    Mail: null,
  };

  it.each([
    ["a response body", { "@odata.context": "x", value: [user] }],
    ["a list", [user]],
    ["one object", user],
    ["PowerShell's names in a wrapper", { value: [pascal], Count: 1 }],
    ["one object of PowerShell", pascal],
  ])("may be %s", (_, json) => {
    expect(usersOf(JSON.stringify(json))).toEqual([expected]);
  });

  it("may be one a line, or pages one after another", () => {
    const other = { ...user, id: "2" };
    const both = [expected, { ...expected, id: "2" }];
    expect(usersOf(`${JSON.stringify(user)}\r\n${JSON.stringify(other)}\n`)).toEqual(both);
    const pages = [{ value: [user], "@odata.nextLink": "https://graph.microsoft.com/2" }, { value: [other] }];
    expect(usersOf(pages.map((page) => JSON.stringify(page)).join("\n"))).toEqual(both);
  });

  it("are so many and no more", () => {
    expect(usersOf(`${JSON.stringify(user)}\n`.repeat(MAX_USERS + 5))).toHaveLength(MAX_USERS);
  });

  it.each([
    ["{", "looks cut short"],
    ['{"id":"1"}\n{"id":2,é}', "is not JSON at line 2, column 9"],
    ["[]", "holds no users"],
    ['{"value":[],"@odata.nextLink":"x"}', "follow the links"],
    ['[{"principalId":"1","appRoleId":"2"}]', "holds assignments instead of users"],
    ['[{"Id":"1","a":"System.String[]","UserPrincipalName":"x"}]', 'PowerShell cut "a"'],
  ])("%s give the problem of the command line", (text, problem) => {
    expect(usersOf(text)).toContain(problem);
  });
});

describe("a file", () => {
  it("is decoded as its first bytes show", () => {
    const utf16 = new Uint8Array(Buffer.from("\ufeffid;b\n1;é", "utf16le"));
    expect(decodeText(utf16)).toEqual({ value: "id;b\n1;é" });
    expect(decodeText(new Uint8Array(Buffer.from("id,é")))).toEqual({ value: "id,é" });
    expect(decodeText(new Uint8Array([0x69, 0xe9]))).toEqual({ problem: expect.stringContaining("Windows-1252") });
    expect(decodeText(new Uint8Array([0x69, 0xe9, 0x80]), true)).toEqual({ value: "ié€" });
  });
});

it("the readers run in a browser: they need nothing of Node", async () => {
  const entry = join(import.meta.dirname, "../../docs/playground/src/users.ts");
  const alias = { "proxyclick-scim/expression": join(import.meta.dirname, "../../src/expression/index.ts") };
  const result = await build({
    entryPoints: [entry],
    alias,
    bundle: true,
    write: false,
    platform: "browser",
    logLevel: "silent",
  });
  expect(result.errors).toEqual([]);
});
