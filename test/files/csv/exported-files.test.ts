/** CSV files in the forms that the portal, spreadsheets and PowerShell write. */
import { describe, expect, it } from "vitest";
import { type CsvDirectoryOptions, csvDirectory } from "../../../src/files/csv/csv-directory.ts";
import { ENTRA_USER_COLUMNS } from "../../../src/files/csv/entra-user-columns.ts";
import { provisioningErrorOf } from "../../support/provisioning-error.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

type Settings = Omit<CsvDirectoryOptions, "users">;

function open(content: string | Uint8Array, settings: Settings = {}) {
  return csvDirectory({ users: folder.write("users.csv", content), ...settings });
}

async function namesOf(content: string | Uint8Array, settings?: Settings): Promise<unknown[]> {
  const names: unknown[] = [];
  for await (const event of open(content, settings).read()) {
    if (event.kind === "user") names.push(event.user.attributes["displayName"]);
  }
  return names;
}

function windows1252(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

const SEMICOLONS = "id;displayName;accountEnabled\r\n1;Zoë, née Lovelace;True\r\n2;Grace;False\r\n";
const TABS = SEMICOLONS.replaceAll(";", "\t");
const NAMES = ["Zoë, née Lovelace", "Grace"];

describe("a file is read as it was written", () => {
  it.each<[string, string | Uint8Array, Settings, string]>([
    ["with semicolons", SEMICOLONS, {}, "UTF-8, separated by semicolons"],
    ["with semicolons and a byte order mark", `\uFEFF${SEMICOLONS}`, {}, "UTF-8, separated by semicolons"],
    ["with sep=; in front", `sep=;\r\n${SEMICOLONS}`, {}, "UTF-8, separated by semicolons"],
    ["with a byte order mark and sep=;", `\uFEFF"sep=;"\r\n${SEMICOLONS}`, {}, "UTF-8, separated by semicolons"],
    ["with tabs", TABS, {}, "UTF-8, separated by tabs"],
    ["by PowerShell", `#TYPE System.Object\r\n${SEMICOLONS}`, {}, "UTF-8, separated by semicolons"],
    ["as Unicode text", Buffer.from(`\uFEFF${TABS}`, "utf16le"), {}, "UTF-16LE, separated by tabs"],
    ["as UTF-16 without a mark", Buffer.from(SEMICOLONS, "utf16le"), {}, "UTF-16LE, separated by semicolons"],
    [
      "as big-endian UTF-16",
      Buffer.from(`\uFEFF${SEMICOLONS}`, "utf16le").swap16(),
      {},
      "UTF-16BE, separated by semicolons",
    ],
    [
      "as Windows-1252, when told so",
      windows1252(SEMICOLONS),
      { encoding: "windows-1252" },
      "WINDOWS-1252, separated by semicolons",
    ],
  ])("%s", async (_, content, settings, format) => {
    const formats: string[] = [];
    expect(await namesOf(content, { ...settings, onFormat: (found) => formats.push(found) })).toEqual(NAMES);
    expect(formats).toEqual([format]);
  });

  it("with a known header's delimiter, though another one is more frequent", async () => {
    const content = '"id","displayName","a;b;c;d"\n1,Ada,x\n';
    expect(await namesOf(content)).toEqual(["Ada"]);
  });

  it("with the delimiter that is given, whatever the header looks like", async () => {
    const { attributeNames } = await open("id,displayName;x\n1,Ada;y\n", { delimiter: "," }).describe();
    expect(attributeNames).toEqual(new Set(["id", "displayName;x"]));
  });

  it("and a file that is not UTF-8 names the option", async () => {
    const failure = await provisioningErrorOf(() => namesOf(windows1252(SEMICOLONS)));
    expect(failure.message).toMatch(/is not UTF-8 text; .*windows-1252/);
  });
});

describe("a damaged value is reported with row and column", () => {
  it.each([
    ["1;#NAME?", /row 2 \(line 2\), column "mobilePhone" has "#NAME\?"/],
    ["1;#NOM?", /spreadsheet's error/],
    ["1;#¿NOMBRE?", /spreadsheet's error/],
    ["1;#DIV/0!", /spreadsheet's error/],
    ["1;#N/A", /spreadsheet's error/],
    ["1;4,93515E+11", /column "mobilePhone" has "4,93515E\+11", a number that a spreadsheet shortened/],
    ["1;System.String[]", /column "mobilePhone" has "System.String\[\]", which PowerShell writes/],
    ["1;System.Collections.Generic.List`1[System.String]", /which PowerShell writes/],
    ["4.93515E+11;x", /column "id" has "4.93515E\+11"/],
  ])("%s", async (row, message) => {
    const source = open(`id;mobilePhone\n${row}\n`);
    const failure = await provisioningErrorOf(() => source.describe({ attributes: ["mobilePhone"] }));
    expect(failure).toMatchObject({ code: "invalid_source", message: expect.stringMatching(message) });
  });

  it("unless the job does not read the column", async () => {
    const { userCount } = await open("id;proxyAddresses\n1;System.String[]\n").describe({ attributes: ["mail"] });
    expect(userCount).toBe(1);
  });

  it.each(["#1 Main Street", "System administrator", "E+11", "1E5 Street", "#"])("and %s is none", async (value) => {
    const source = open(`id;streetAddress\n1;${value}\n`);
    expect((await source.describe({ attributes: ["streetAddress"] })).userCount).toBe(1);
  });
});

describe("a column accountEnabled", () => {
  const rows = (count: number, value: string) => Array.from({ length: count }, (_, index) => `${index},${value}\n`);

  it("with a few rows that are not boolean is left to the job, which leaves these users out", async () => {
    const content = `id,accountEnabled\n${rows(5, "FALSCH").join("")}9,True\n`;
    expect((await open(content).describe()).userCount).toBe(6);
  });

  it.each([
    ["WAHR", /6 rows have neither True nor False .*row 2 \(line 2\) has "WAHR", which a German spreadsheet writes/],
    ["Faux", /a French spreadsheet/],
    ["1", /row 2 \(line 2\) has "1"; expected True or False/],
    ["", /row 2 \(line 2\) is empty; expected True or False/],
  ])("with many rows of %j is refused", async (value, message) => {
    const failure = await provisioningErrorOf(() => open(`id,accountEnabled\n${rows(6, value).join("")}`).describe());
    expect(failure).toMatchObject({ code: "invalid_source", message: expect.stringMatching(message) });
  });
});

describe("a file that was cut inside its last cell", () => {
  const dates = ["2024-05-01T10:11:12Z", "2023-11-30T00:00:00Z", "2022-01-01T01:02:03Z", "2021-12-31T23:59:59Z"];
  const cut = (last: string) =>
    ["id,createdDateTime", ...[...dates, last].map((date, index) => `${index},${date}`)].join("\n");

  it.each(["2024-05-0", "2024-05-01T10:11", ""])("is refused: %j", async (last) => {
    const failure = await provisioningErrorOf(() => open(cut(last)).describe());
    expect(failure).toMatchObject({ code: "incomplete_source", message: expect.stringMatching(/last cell/) });
  });

  it("is read when a line break follows, or when the cell is whole", async () => {
    expect((await open(`${cut("2024-05-0")}\n`).describe()).userCount).toBe(5);
    expect((await open(cut("2020-01-01T00:00:00Z")).describe()).userCount).toBe(5);
  });

  it("is refused when it is the portal's, which ends with a line break", async () => {
    const row = ENTRA_USER_COLUMNS.map((name) => (name === "accountEnabled" ? "True" : "x")).join(",");
    const content = `${ENTRA_USER_COLUMNS.join(",")}\n${row}\n${row.replaceAll("x", "y")}`;
    const failure = await provisioningErrorOf(() => open(content).describe());
    expect(failure).toMatchObject({ code: "incomplete_source", message: expect.stringMatching(/line break/) });
    expect((await open(`${content}\n`).describe()).userCount).toBe(2);
  });
});
