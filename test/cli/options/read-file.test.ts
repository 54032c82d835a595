/** Messages for files that cannot be read or parsed. */
import { describe, expect, it } from "vitest";
import { parseJson, readInputFile } from "../../../src/cli/options/read-file.ts";
import { testIo } from "../../support/command.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();

describe("files that options name", () => {
  it.each([
    ["a missing file", "nowhere", /cannot read the mapping nowhere: no such file/],
    ["a directory", ".", /it is a directory/],
  ])("%s is named with the reason", async (_what, path, message) => {
    await expect(readInputFile(testIo({ cwd: folder.path }), path, "mapping")).rejects.toThrow(message);
  });

  it("JSON may begin with a byte order mark, and what is no JSON is named", () => {
    expect(parseJson("\ufeff[1]", "x")).toEqual([1]);
    expect(() => parseJson("{", "--attributes")).toThrow(/^--attributes is not JSON/);
  });
});
