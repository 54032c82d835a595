/**
 * Files, on Node only: directories as CSV, assignments as JSON, a job's state in SQLite, its log as JSON lines.
 *
 * @module
 */
export { type AssignmentFiles, readAssignments } from "./assignments.ts";
export { type CsvDirectoryOptions, csvDirectory } from "./csv-directory.ts";
export { type GroupMembers, readGroupMembers } from "./group-members.ts";
export { type JsonlLog, jsonlLog } from "./jsonl-log.ts";
export { openSqliteState } from "./sqlite-state.ts";
