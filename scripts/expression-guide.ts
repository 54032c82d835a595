/** Generates the guide to the expression language from the table of functions. */
import {
  type FunctionGuide,
  functionGuides,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
} from "../src/expression/index.ts";

const INTRODUCTION = `# Expressions

\`proxyclick-scim/expression\` evaluates the language of Microsoft Entra attribute mappings.

\`\`\`ts
import { compileExpression } from "proxyclick-scim/expression";

const expression = compileExpression('Join(" ", [givenName], [surname])');
expression.evaluate({ givenName: "Ada", surname: "Lovelace" }); // "Ada Lovelace"
expression.attributes; // ["givenName", "surname"]
\`\`\`

On the command line:

\`\`\`sh
proxyclick-scim evaluate 'Append([mail], ".x")' --attributes '{"mail":"a@b.c"}'
\`\`\`

The [expression playground](../playground/README.md) shows the value of every part in a web page as you type.

- \`[name]\` is an attribute of the source, by its exact name.
- Strings are in double quotes, with the escapes \`\\"\` and \`\\\\\`. Numbers may be hexadecimal: \`&HF\`.
- \`= <> > >= < <=\` compare as numbers if both sides are numbers, else as strings, case-sensitively.
- An argument may be empty, which is not the same as \`""\`.
- An expression has at most 10,000 characters. No function returns a string of more than 1,000,000 characters (\`value_too_long\`).
- Only the branch that is needed is evaluated.
- Null and an absent attribute are the same. A result of null is not sent.
- Regular expressions are those of .NET, with all Unicode categories and all its named blocks. One that takes too many steps ends with the error \`regex_timeout\`.

Each example shows the attributes that it reads, and the result as JSON.

## Where the documentation contradicts itself

Each of these has an option: in code \`compileExpression(source, { assumptions })\` and \`assumptions\` of a job, on the command line \`--assume NAME=VALUE\`, once for each, such as
\`--assume midBeyondEnd=empty\`. \`strict\` of \`compileExpression\` rejects conditions of \`IIF\` and sources of \`Switch\` that one page forbids and others use.

| option | question | default | otherwise |
| --- | --- | --- | --- |
| \`midBeyondEnd\` | \`Mid\` whose start is past the end: only the reference of Connect has a rule | \`source\`: the whole source | \`empty\`: an empty string |
| \`splitTrims\` | The example of \`Split\` has a space after its comma in the input and none in the output | \`true\`: pieces are trimmed | \`false\`: they are not |
| \`coalesceSkipsEmpty\` | \`Coalesce\` returns the first value that is "not NULL"; an example needs empty strings skipped | \`true\`: skips both | \`false\`: skips null only |
| \`replaceByAttribute\` | \`Replace\` with \`replacementAttributeName\`: two pages say the opposite | \`whenEmpty\`: the other attribute counts if the source has no value | \`whenPresent\`: if it has one |
| \`severalRoles\` | \`SingleAppRoleAssignment\` of several roles is "unsupported" on one page and "unpredictable" on another | \`error\`, which names the roles | \`first\` |
| \`apostropheEndsWord\` | \`PCase\` lists quotation marks among its separators; .NET keeps \`O'neil\` together | \`false\`: \`O'neil\` | \`true\`: \`O'Neil\` |
| \`comparesCase\` | Whether \`=\` distinguishes upper and lower case is not documented | \`true\`: \`a\` is not \`A\` | \`false\` |
| \`lastTwoDigitYear\` | Years of two digits depend on the version of .NET | \`2049\`: .NET 8 and later | \`2029\`: earlier versions |
`;

/** Returns the content of docs/guide/expressions.md. */
export function expressionGuide(): string {
  return `${INTRODUCTION}\n${functionGuides().map(section).join("\n")}`;
}

function section(guide: FunctionGuide): string {
  const origin = guide.origin === undefined ? "" : ` (${guide.origin})`;
  const rows = guide.parameters.map(row);
  const table = rows.length === 0 ? "" : `\n| parameter | | |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  return `## ${guide.name}${origin}\n\n${guide.summary}\n${table}\n${example(guide)}`;
}

function row({ name, occurrence, description }: FunctionGuide["parameters"][number]): string {
  return `| ${name} | ${occurrence} | ${description.replaceAll("|", "\\|")} |`;
}

function example({ example: { expression, attributes, result } }: FunctionGuide): string {
  const reads = attributes === undefined ? "" : ` with \`${JSON.stringify(attributes)}\``;
  return `\`\`\`\n${expression}\n\`\`\`\n\n${reads === "" ? "Result" : `Result${reads}`}: \`${printResult(result)}\`\n`;
}

function printResult(result: FunctionGuide["example"]["result"]): string {
  if (result === IGNORE_ATTRIBUTE_FLOW) return "IgnoreAttributeFlow";
  if (result === IGNORE_OBJECT_FLOW) return "IgnoreObjectFlow";
  return JSON.stringify(result) ?? "null";
}
