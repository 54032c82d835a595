/**
 * Files, on Node only: directories as CSV and Microsoft Graph JSON, assignments as JSON, a job's state in SQLite, its log as JSON lines, a report of a
 * cycle as HTML.
 *
 * @module
 */
export { type AssignmentFiles, readAssignments } from "./assignments.ts";
export { type CsvDirectoryOptions, csvDirectory } from "./csv-directory.ts";
export { type GraphDirectoryOptions, graphDeltaDirectory, graphDirectory } from "./graph-json.ts";
export { type GroupMembers, readGroupMembers } from "./group-members.ts";
export { type HtmlReport, writeHtmlReport } from "./html-report.ts";
export { type JsonlLog, jsonlLog } from "./jsonl-log.ts";
export { type ReadLogOptions, readJsonlLog } from "./read-jsonl-log.ts";
export { openSqliteState } from "./sqlite-state.ts";
