/**
 * The expression language has no peer; what is measured is users a second over a typical set of mappings, and the time
 * to compile.
 */
import { measure } from "mitata";
import { compileExpression } from "../src/expression/index.ts";

const MAPPINGS: readonly string[] = [
  "[userPrincipalName]",
  'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  "[displayName]",
  "[jobTitle]",
  "[mail]",
  "[givenName]",
  "[surname]",
  'Join(" ", [givenName], [surname])',
  'Join(", ", [surname], [givenName])',
  'Replace([mobile], , "[()\\\\s-]+", , "", , )',
];

const LONG =
  'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [PreferredFirstName], [PreferredLastName]))), Switch([company], "contoso.com", "Fabrikam", "fabrikam.com", "Woodgrove", "woodgrove.com")))';

const users = Array.from({ length: 1_000 }, (_one, index) => ({
  userPrincipalName: `user${index}@contoso.com`,
  IsSoftDeleted: index % 9 === 0,
  displayName: `User ${index}`,
  jobTitle: "Clerk",
  mail: `user${index}@contoso.com`,
  givenName: "Ada",
  surname: `Lovelace${index}`,
  mobile: `+32 (2) 555-01-${index}`,
}));

const expressions = MAPPINGS.map((text) => compileExpression(text));

function mapAll(): number {
  let values = 0;
  for (const user of users) for (const expression of expressions) if (expression.evaluate(user) !== null) values += 1;
  return values;
}

/** Median time of one call, in nanoseconds. */
async function timeOf(run: () => unknown): Promise<number> {
  return (await measure(run)).p50;
}

const mapping = (await timeOf(mapAll)) / users.length;
const compiling = await timeOf(() => compileExpression(LONG));

process.stdout.write(`
### Expressions

| work | result | target |
| --- | ---: | ---: |
| 10 mappings (Switch, two Joins, a Replace by pattern) of one user | ${(mapping / 1_000).toFixed(2)} µs, ${Math.round(1e9 / mapping).toLocaleString("en")} users a second | 150,000 |
| compile ${LONG.length} characters | ${(compiling / 1_000).toFixed(1)} µs | 20 µs |
`);
