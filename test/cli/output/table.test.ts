/** Widths, cuts and escapes of tables. */
import { describe, expect, it } from "vitest";
import { createTable } from "../../../src/cli/output/table.ts";
import { OutputCollector } from "../../support/command.ts";

describe("a table", () => {
  it("has columns as wide as their cells, one line a row, and nothing that moves the cursor", () => {
    const output = new OutputCollector();
    const table = createTable(output, ["a", "b"]);
    table.add(["long", "x\ny"]);
    table.add(["s", "\u001b[2Jz"]);
    table.end();
    expect(output.text).toBe("a     b\nlong  x y\ns     \\u001b[2Jz\n");
  });

  it("cuts what is too long, and is not printed without a row", () => {
    const output = new OutputCollector();
    const table = createTable(output, ["a"]);
    table.end();
    expect(output.text).toBe("");
    table.add(["x".repeat(80)]);
    table.end();
    expect(output.text).toBe(`a\n${"x".repeat(49)}…\n`);
  });

  it("shows its last column whole where that is a sentence", () => {
    const output = new OutputCollector();
    const table = createTable(output, ["a", "b"], { wideLastColumn: true });
    table.add(["x".repeat(80), "y".repeat(80)]);
    table.end();
    expect(output.text.split("\n")[1]).toBe(`${"x".repeat(49)}…  ${"y".repeat(80)}`);
  });

  it("prints rows as they come once it knows its widths", () => {
    const output = new OutputCollector();
    const table = createTable(output, ["a", "b"]);
    for (let row = 0; row < 101; row += 1) table.add([String(row), "b"]);
    expect(output.text.trimEnd().split("\n")).toHaveLength(102);
    table.add(["wider", "b"]);
    expect(output.text).toMatch(/\n100 {2}b\nwider {2}b\n$/);
  });
});
