/**
 * Files, on Node only: directories as CSV and Microsoft Graph JSON, assignments, a job's log as JSON lines, a report of
 * a cycle as HTML.
 *
 * @module
 */
export { isProvisioningError, ProvisioningError } from "../errors.ts";
export { type AssignmentFiles, readAssignments } from "./assignments/read-assignments.ts";
export { type CsvDirectoryOptions, csvDirectory } from "./csv/csv-directory.ts";
export { type GraphDirectoryOptions, graphDeltaDirectory, graphDirectory } from "./graph/graph-directory.ts";
export { type JsonlLog, jsonlLog } from "./log/jsonl-log.ts";
export { readJsonlLog } from "./log/read-jsonl-log.ts";
export { type HtmlReportOptions, htmlReport, writeHtmlReport } from "./report/html-report.ts";
