/** The commands `mapping print` and `mapping diff`. */
import { describe, expect, it } from "vitest";
import { parseSynchronizationSchema } from "../../../src/provisioning/index.ts";
import { defaultMapping } from "../../../src/proxyclick/index.ts";
import { runCommand } from "../../support/command.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const mapping = (...args: readonly string[]) => runCommand(["mapping", ...args], { cwd: folder.path });

describe("mapping print", () => {
  it("prints Proxyclick's default mapping as a synchronization schema", async () => {
    const { status, out } = await mapping("print");
    expect(status).toBe(0);
    expect(parseSynchronizationSchema(out).users).toEqual(parseSynchronizationSchema(defaultMapping()).users);
  });

  it("prints a line for each attribute with --text", async () => {
    const { out } = await mapping("print", "--lines");
    expect(out).toMatch(/^actions: create, update, delete\n/);
    expect(out).toContain("\nuserName = Coalesce([mail], [userPrincipalName])  (match 1");
    expect(out).toContain('\nemails[type eq "work"].value = Coalesce(');
  });
});

describe("mapping diff", () => {
  it("shows rules that differ, and no other spelling of an expression", async () => {
    const print = await mapping("print");
    folder.write(
      "same.json",
      print.out.replaceAll("Coalesce([mail], [userPrincipalName])", "Coalesce([mail],[userPrincipalName])"),
    );
    expect(await mapping("diff", "same.json")).toEqual({ status: 0, out: "No difference.\n", err: "" });
    folder.write(
      "other.json",
      print.out.replaceAll("[jobTitle]", "[department]").replaceAll('"preferredLanguage",', '"displayName",'),
    );
    const { status, out } = await mapping("diff", "same.json", "other.json");
    expect(status).toBe(1);
    expect(out).toMatch(/^- title = \[jobTitle\].*\n\+ title = \[department\]/m);
    expect(out).toMatch(/^- preferredLanguage = .*\n/m);
    expect(out).toMatch(/^\+ displayName = .*\n/m);
    expect(out).not.toContain("userName");
  });

  it("ends with 2 for a file that is no schema", async () => {
    folder.write("users.json", "{}");
    const { status, err } = await mapping("diff", "users.json");
    expect(status).toBe(2);
    expect(err).toContain("users.json: ");
  });
});
