/** Files of expressions, mappings and users for the tests of commands that read them. */
import { type CommandResult, runCommand } from "../../support/command.ts";
import { employee, usersCsv } from "../../support/company.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const mappingOf = (...attributeMappings: object[]) =>
  JSON.stringify({
    synchronizationRules: [
      { objectMappings: [{ sourceObjectName: "User", targetObjectName: "User", attributeMappings }] },
    ],
  });

const mapped = (targetAttributeName: string, expression: string, more: object = {}) => ({
  targetAttributeName,
  source: { type: "Function", expression },
  ...more,
});

const FILES = {
  "good.txt": '# two\nJoin(" ",\n  [givenName],\n  [surname])\n[mail]\n',
  "bad.txt": "[mail]\n\nAppend([mail]\n\nToUpper([mail])\n",
  "failing.txt": '[mail]\nFormatDateTime([mail], , "yyyy", "yyyy")\n',
  "mapping.json": mappingOf(
    mapped("userName", "[mail]", { matchingPriority: 1 }),
    mapped("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'),
    mapped("title", "[physicalDeliveryOfficeName]", { defaultValue: "Employee" }),
  ),
  "wrong.json": mappingOf(mapped("userName", "Apend([mail])", { matchingPriority: 1 })),
  "users.csv": usersCsv([employee(1, { jobTitle: "\u001b[31mLead" }), employee(2)]),
  "ada.json": '\ufeff{"mail":"ada@contoso.com"}',
  "broken.json": '{"mail":',
};

/** Runs commands in a folder with the files. */
export function useExpressionFiles(): (...args: readonly string[]) => Promise<CommandResult> {
  const folder = useTemporaryFolder();
  return (...args) => {
    for (const [name, content] of Object.entries(FILES)) folder.write(name, content);
    return runCommand(args, { cwd: folder.path });
  };
}

/** The values of JSON lines. */
export function jsonLines(output: string): unknown[] {
  return output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
