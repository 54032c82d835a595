/** The page: fields on one side, what becomes of them on the other. */
import {
  type EvaluationContext,
  explainExpression,
  isExpressionError,
  type LintProblem,
} from "proxyclick-scim/expression";
import { givenUserReader } from "../../../src/provisioning/mapping/given-user.ts";
import { decodeText } from "./decode-text.ts";
import { createEditor } from "./editor.ts";
import { button, byId, element } from "./element.ts";
import { showGallery } from "./gallery.ts";
import { attributesOf, mappingRows } from "./mappings.ts";
import { cut, printValue, visible } from "./print-value.ts";
import { problemsOf } from "./problems.ts";
import { NOBODY, namesOf, type Read, readSample, type Sample } from "./sample.ts";
import { FIRST_STATE, SCHEMA_SAMPLE } from "./samples.ts";
import { readSchema, type SchemaMapping } from "./schema.ts";
import { decodeState, encodeState, type SharedState } from "./share.ts";
import { treeOf } from "./tree.ts";
import { MAX_DIRECTORY, readUsers } from "./users.ts";

const attributes = byId("attributes", HTMLTextAreaElement);
const now = byId("now", HTMLInputElement);
const domain = byId("domain", HTMLInputElement);
const schema = byId("schema", HTMLTextAreaElement);
const csv = byId("csv", HTMLTextAreaElement);
const directoryFile = byId("directory-file", HTMLInputElement);
const encoding = byId("encoding", HTMLSelectElement);
const rowNumber = byId("row", HTMLInputElement);
const value = byId("value", HTMLOutputElement);
const tree = byId("tree", HTMLElement);
const link = byId("link", HTMLInputElement);

/** The sample that was read last: while its JSON is being edited, completion goes on with it. */
let sample = NOBODY;
let announcement: ReturnType<typeof setTimeout> | undefined;

const editor = createEditor({
  parent: byId("editor", HTMLElement),
  attributes: () => namesOf(sample),
  onChange: showResult,
});

/** Says something to screen readers, once typing pauses. */
function announce(text: string): void {
  clearTimeout(announcement);
  announcement = setTimeout(() => {
    byId("announcement", HTMLElement).textContent = text;
  }, 600);
}

/** Shows what is wrong with a field beside it, or that nothing is. */
function complain(field: HTMLElement, problem: string | undefined): void {
  field.setAttribute("aria-invalid", String(problem !== undefined));
  byId(`${field.id}-problem`, HTMLElement).textContent = visible(problem ?? "");
}

function context(): EvaluationContext {
  const time = now.value.trim() === "" ? undefined : new Date(now.value.trim());
  const isTime = time === undefined || !Number.isNaN(time.getTime());
  complain(now, isTime ? undefined : "Expected a time such as 2026-11-23T09:00:00Z");
  return {
    now: isTime && time !== undefined ? () => new Date(time) : undefined,
    defaultDomain: domain.value.trim() === "" ? undefined : domain.value.trim(),
  };
}

function showResult(): void {
  const read = readSample(attributes.value);
  complain(attributes, "problem" in read ? read.problem : undefined);
  if ("value" in read) sample = read.value;
  const text = editor.text();
  const problems = problemsOf(text, namesOf(sample));
  editor.showProblems(problems);
  showProblems(problems);
  if (text.trim() === "") showOutcome("quiet", "Type an expression, or choose an example.", "");
  else evaluate(text);
}

function evaluate(text: string): void {
  try {
    const root = explainExpression(text, givenUserReader(sample), context());
    const failure = root.state === "failed" ? problemIn(root) : undefined;
    if (failure === undefined) showOutcome("value", printValue(root.value), `Value: ${printValue(root.value, 500)}`);
    else showOutcome("error", failure, `Error: ${failure}`);
    tree.replaceChildren(treeOf(root));
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    showOutcome("error", error.message, `Error: ${error.message}`);
  }
}

function problemIn(node: ReturnType<typeof explainExpression>): string | undefined {
  if (node.error !== undefined) return node.error.message;
  return node.children.map(problemIn).find((message) => message !== undefined);
}

/** Shows the value or the error; the tree is shown after this by who has one. */
function showOutcome(kind: "value" | "error" | "quiet", text: string, announced: string): void {
  value.className = kind;
  value.textContent = kind === "value" ? text : visible(text);
  tree.replaceChildren(element("p", { class: "quiet" }, "No tree: the expression does not compile yet."));
  announce(announced);
}

function showProblems(problems: readonly LintProblem[]): void {
  const items = problems.slice(0, 50).map(({ severity, offset, message }) => {
    const place = button(`Character ${offset + 1}`, () => editor.goTo(offset), { class: "open" });
    return element("li", { class: severity }, element("strong", {}, severity), ` ${visible(message)} `, place);
  });
  byId("problems", HTMLElement).replaceChildren(...items);
}

function showMappings(): void {
  const mappings = schema.value.trim() === "" ? undefined : readSchema(schema.value);
  const read = mappings !== undefined && "value" in mappings ? mappings.value : [];
  const rows = csv.value.trim() === "" ? undefined : readUsers(csv.value, attributesOf(read));
  complain(schema, mappings !== undefined && "problem" in mappings ? mappings.problem : undefined);
  complain(csv, rows !== undefined && "problem" in rows ? rows.problem : undefined);
  const samples = rows !== undefined && "value" in rows ? rows.value : [];
  const index = Math.min(Math.max(Math.trunc(Number(rowNumber.value)) || 1, 1), Math.max(samples.length, 1));
  rowNumber.max = String(Math.max(samples.length, 1));
  byId("rows", HTMLElement).textContent =
    samples.length === 0 ? "no rows" : `of ${samples.length.toLocaleString("en")}`;
  showTable(read, samples[index - 1] ?? NOBODY);
}

/** Puts the text of a file into the field of the directory. */
async function openDirectory(file: File): Promise<void> {
  // A character takes at most four bytes.
  const read: Read<string> =
    file.size > 4 * MAX_DIRECTORY
      ? { problem: `The file is longer than ${MAX_DIRECTORY.toLocaleString("en")} characters` }
      : decodeText(new Uint8Array(await file.arrayBuffer()), encoding.value === "windows-1252");
  csv.value = "value" in read ? read.value : "";
  rowNumber.value = "1";
  showMappings();
  if ("problem" in read) complain(csv, read.problem);
}

function showTable(mappings: readonly SchemaMapping[], row: Sample): void {
  const open = (expression: string) => {
    attributes.value = JSON.stringify(row.attributes, null, 2);
    editor.setText(expression);
    showResult();
    editor.goTo(0);
  };
  byId("mapping-rows", HTMLElement).replaceChildren(...mappingRows(mappings, row, context(), open));
  byId("mapping-table", HTMLElement).hidden = mappings.length === 0;
  byId("mapping-count", HTMLElement).textContent =
    mappings.length === 0 ? "" : `${mappings.length} ${mappings.length === 1 ? "mapping" : "mappings"}`;
}

function show(state: SharedState): void {
  attributes.value = state.attributes;
  now.value = state.now;
  domain.value = state.domain;
  schema.value = state.schema;
  csv.value = state.csv;
  byId("surroundings", HTMLDetailsElement).open = state.now !== "" || state.domain !== "";
  editor.setText(state.expression);
  showResult();
  showMappings();
}

function readAddress(): void {
  if (!location.hash.startsWith("#1.") && document.getElementById(location.hash.slice(1)) !== null) return;
  const read = location.hash.length < 2 ? { value: FIRST_STATE } : decodeState(location.hash.slice(1));
  byId("notice", HTMLElement).textContent = "problem" in read ? `${cut(read.problem, 200)}.` : "";
  show("value" in read ? read.value : FIRST_STATE);
}

/** Puts the state into the address and a field, and on the clipboard where the browser allows it. */
async function share(): Promise<void> {
  const fragment = encodeState({
    expression: editor.text(),
    attributes: attributes.value,
    now: now.value,
    domain: domain.value,
    schema: schema.value,
    csv: csv.value,
  });
  const notice = byId("shared", HTMLElement);
  if ("problem" in fragment) {
    notice.textContent = fragment.problem;
    return;
  }
  history.replaceState(null, "", `#${fragment.value}`);
  link.value = location.href;
  byId("share-field", HTMLElement).hidden = false;
  link.select();
  notice.textContent = await navigator.clipboard.writeText(link.value).then(
    () => "Copied. The link holds all fields of this page, and is sent to nobody.",
    () => "Copy the link: it holds all fields of this page, and is sent to nobody.",
  );
}

for (const field of [attributes, now, domain]) field.addEventListener("input", showResult);
for (const field of [schema, csv, rowNumber, now, domain]) field.addEventListener("input", showMappings);
for (const field of [directoryFile, encoding])
  field.addEventListener("change", () => {
    const file = directoryFile.files?.[0];
    if (file !== undefined) void openDirectory(file);
  });
byId("share", HTMLButtonElement).addEventListener("click", () => void share());
byId("schema-sample", HTMLButtonElement).addEventListener("click", () => {
  schema.value = SCHEMA_SAMPLE.schema;
  csv.value = SCHEMA_SAMPLE.csv;
  rowNumber.value = "1";
  showMappings();
});
showGallery(
  byId("examples", HTMLElement),
  byId("search", HTMLInputElement),
  byId("found", HTMLElement),
  ({ expression, attributes: json, now: time, domain: name }) => {
    attributes.value = json;
    now.value = time;
    domain.value = name;
    byId("surroundings", HTMLDetailsElement).open = time !== "" || name !== "";
    editor.setText(expression);
    showResult();
    editor.goTo(expression.length);
    window.scrollTo({ top: 0 });
  },
);
window.addEventListener("hashchange", readAddress);
readAddress();
