/** Generates the guide to the expression language from the table of functions. */
import {
  type FunctionGuide,
  functionGuides,
  IGNORE_ATTRIBUTE_FLOW,
  IGNORE_OBJECT_FLOW,
} from "../src/expression/index.ts";

const INTRODUCTION = `# Expressions

The language of Microsoft Entra attribute mappings, as \`proxyclick-scim/expression\` evaluates it.

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

Or in a page, with the value of every part as you type: the [expression playground](../playground/README.md).

- \`[name]\` is an attribute of the source, by its exact name. Text stands in double quotes; \`\\"\` and \`\\\\\` are its escapes. Numbers, and \`&HF\` in hexadecimal.
- \`= <> > >= < <=\` compare: as numbers when both sides are numbers, else as text, exactly.
- An argument may be left empty, which is not the same as \`""\`.
- An expression has at most 10,000 characters, and no function gives a text of more than 1,000,000 (\`value_too_long\`). Only the branch that is needed is evaluated.
- Null, and an attribute that is absent, are the same. A result of null is not sent.
- Regular expressions are those of .NET, with all Unicode categories and all of its named blocks. One that runs away ends with the error \`regex_timeout\`.

This page and the functions come from one table. Examples show the attributes that are read, and the result as JSON.
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
