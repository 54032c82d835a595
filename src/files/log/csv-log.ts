/**
 * Reads the admin center's CSV download of the provisioning log.
 *
 * It has a file of entries, one of steps and one of modified properties, which the change id joins. Microsoft documents
 * the files and that id. The names of other columns are assumptions, so that every spelling of Graph's names is read.
 */

import { toLogEntry } from "../../graph-log/to-log-entry.ts";
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { DELIMITER_NAMES } from "../reading/csv-dialect.ts";
import type { HeaderRules } from "../reading/csv-header.ts";
import { locationOf } from "../reading/csv-syntax.ts";
import { type CsvTable, csvTable } from "../reading/csv-table.ts";
import { type OpenedFile, openFile } from "../reading/open-file.ts";
import { invalidLog, withLogErrors } from "./log-errors.ts";

/** What a file of the download holds. */
export type CsvLogKind = "entries" | "steps" | "properties";

/** What the two other files say, by change id. */
export interface CsvDetails {
  readonly steps: Map<string, Row[]>;
  readonly properties: Map<string, Row[]>;
}

/** A row with Graph's names. */
type Row = Readonly<Record<string, unknown>>;

/** The most rows of steps and properties, which are held in memory; the admin center downloads fewer. */
const MAX_DETAILS = 2_000_000;

/** Members of an entry, by the path of their names. */
const ENTRY_MEMBERS = [
  "id",
  "activityDateTime",
  "tenantId",
  "jobId",
  "cycleId",
  "changeId",
  "provisioningAction",
  "durationInMilliseconds",
  "provisioningStatusInfo.status",
  "provisioningStatusInfo.errorInformation",
  "provisioningStatusInfo.errorInformation.errorCode",
  "provisioningStatusInfo.errorInformation.reason",
  "provisioningStatusInfo.errorInformation.additionalDetails",
  "provisioningStatusInfo.errorInformation.errorCategory",
  "provisioningStatusInfo.errorInformation.recommendedAction",
  "servicePrincipal.id",
  "servicePrincipal.displayName",
  "sourceSystem.id",
  "sourceSystem.displayName",
  "targetSystem.id",
  "targetSystem.displayName",
  "initiatedBy.id",
  "initiatedBy.displayName",
  "initiatedBy.initiatorType",
  "sourceIdentity.id",
  "sourceIdentity.displayName",
  "sourceIdentity.identityType",
  "targetIdentity.id",
  "targetIdentity.displayName",
  "targetIdentity.identityType",
  "provisioningSteps",
  "modifiedProperties",
] as const;

const STATUS = "provisioningStatusInfo.status";
const ERROR = "provisioningStatusInfo.errorInformation";

/** Other names of members. */
const OTHER_NAMES: readonly (readonly [name: string, member: string])[] = [
  ["date", "activityDateTime"],
  ["date (UTC)", "activityDateTime"],
  ["time", "activityDateTime"],
  ["timeGenerated", "activityDateTime"],
  ["activity date", "activityDateTime"],
  ["action", "provisioningAction"],
  ["activity", "provisioningAction"],
  ["duration", "durationInMilliseconds"],
  ["durationMs", "durationInMilliseconds"],
  ["status", STATUS],
  ["result", STATUS],
  ["resultType", STATUS],
  ["statusInfo.status", STATUS],
  ["provisioningStatusInfo", "provisioningStatusInfo"],
  ["statusInfo", "provisioningStatusInfo"],
  ["errorCode", `${ERROR}.errorCode`],
  ["error code", `${ERROR}.errorCode`],
  ["resultSignature", `${ERROR}.errorCode`],
  ["reason", `${ERROR}.reason`],
  ["status reason", `${ERROR}.reason`],
  ["failure reason", `${ERROR}.reason`],
  ["error reason", `${ERROR}.reason`],
  ["error description", `${ERROR}.reason`],
  ["resultDescription", `${ERROR}.reason`],
  ["recommendedAction", `${ERROR}.recommendedAction`],
  ["errorCategory", `${ERROR}.errorCategory`],
  ["identity", "sourceIdentity.displayName"],
  ["source id", "sourceIdentity.id"],
  ["source object id", "sourceIdentity.id"],
  ["target id", "targetIdentity.id"],
  ["target object id", "targetIdentity.id"],
  ["source display name", "sourceIdentity.displayName"],
  ["target display name", "targetIdentity.displayName"],
  ["initiatedBy.initiatingType", "initiatedBy.initiatorType"],
  ["application", "servicePrincipal.displayName"],
  ["application name", "servicePrincipal.displayName"],
  ...["sourceIdentity", "targetIdentity", "sourceSystem", "targetSystem", "servicePrincipal", "initiatedBy"].flatMap(
    (name): (readonly [string, string])[] => [
      [name, name],
      [`${name}.name`, `${name}.displayName`],
      [`${name}.type`, `${name}.identityType`],
    ],
  ),
];

const ENTRY_NAMES = membersByKey(ENTRY_MEMBERS, OTHER_NAMES);

const STEP_NAMES = membersByKey(
  ["changeId", "name", "provisioningStepType", "status", "description", "details"],
  [
    ["step name", "name"],
    ["step", "name"],
    ["step type", "provisioningStepType"],
    ["type", "provisioningStepType"],
    ["provisioningSteps.name", "name"],
    ["provisioningSteps.provisioningStepType", "provisioningStepType"],
    ["provisioningSteps.status", "status"],
    ["provisioningSteps.description", "description"],
    ["provisioningSteps.details", "details"],
    ["step status", "status"],
    ["step description", "description"],
    ["step details", "details"],
  ],
);

const PROPERTY_NAMES = membersByKey(
  ["changeId", "displayName", "oldValue", "newValue"],
  [
    ["name", "displayName"],
    ["property", "displayName"],
    ["property name", "displayName"],
    ["attribute", "displayName"],
    ["attribute name", "displayName"],
    ["modifiedProperties.displayName", "displayName"],
    ["modifiedProperties.oldValue", "oldValue"],
    ["modifiedProperties.newValue", "newValue"],
  ],
);

const NAMES: Readonly<Record<CsvLogKind, ReadonlyMap<string, string>>> = {
  entries: ENTRY_NAMES,
  steps: STEP_NAMES,
  properties: PROPERTY_NAMES,
};

const HEADER: HeaderRules = {
  required: [],
  known: [...new Set([...ENTRY_NAMES.keys(), ...STEP_NAMES.keys(), ...PROPERTY_NAMES.keys(), "date(utc)"])],
  kind: "log",
};

function membersByKey(
  members: readonly string[],
  others: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> {
  const byKey = new Map(others.map(([name, member]) => [keyOf(name), member]));
  for (const member of members) byKey.set(keyOf(member), member);
  return byKey;
}

/** What spellings of a column have in common: `Source Identity - Display Name` is `sourceIdentity.displayName`. */
function keyOf(name: string): string {
  return name.replaceAll(/[^a-z\d]/gi, "").toLowerCase();
}

/**
 * Finds out which file of the download a file is.
 *
 * @throws ProvisioningError `invalid_log` for any other file.
 */
export async function csvLogKind(path: string): Promise<CsvLogKind> {
  return withTable(path, async ({ columns }) => {
    const keys = new Set([...columns.keys()].map(keyOf));
    const has = (members: ReadonlyMap<string, string>, ...wanted: readonly string[]) =>
      wanted.every((member) => [...keys].some((key) => members.get(key) === member));
    if (has(ENTRY_NAMES, "activityDateTime") && [...keys].some((key) => isResult(ENTRY_NAMES.get(key))))
      return "entries";
    if (has(PROPERTY_NAMES, "changeId") && (has(PROPERTY_NAMES, "oldValue") || has(PROPERTY_NAMES, "newValue")))
      return "properties";
    if (has(STEP_NAMES, "changeId", "name") || has(STEP_NAMES, "changeId", "description")) return "steps";
    throw invalidLog(
      path,
      "is not a provisioning log; expected a log of this package, Graph's auditLogs/provisioning, or the admin center's download",
    );
  });
}

function isResult(member: string | undefined): boolean {
  return member?.startsWith("provisioningStatusInfo") === true;
}

/** Adds the rows of a file of steps or properties. */
export async function addCsvDetails(
  path: string,
  kind: Exclude<CsvLogKind, "entries">,
  details: CsvDetails,
): Promise<void> {
  const byChange = details[kind];
  let count = 0;
  await withTable(path, async (table) => {
    for await (const { row } of objectsOf(table, NAMES[kind])) {
      count += 1;
      if (count > MAX_DETAILS)
        throw invalidLog(path, `has more than ${MAX_DETAILS} rows; narrow the filters of the download`);
      const changeId = String(row["changeId"] ?? "");
      const rows = byChange.get(changeId);
      if (rows === undefined) byChange.set(changeId, [row]);
      else rows.push(row);
    }
  });
}

/**
 * Reads the entries of a file, in order, with their details.
 *
 * @param onFormat - Called first with how the file is written.
 * @throws ProvisioningError `invalid_log`, with the row.
 */
export async function* readCsvEntries(
  path: string,
  { steps, properties }: CsvDetails,
  onFormat: (format: string) => void,
): AsyncGenerator<ProvisioningLogEntry, void, undefined> {
  const file = await openFile(path);
  try {
    const table = await csvTable(path, file, { header: HEADER });
    const { encoding, delimiter } = table.dialect;
    onFormat(`the admin center's CSV download (${encoding.toUpperCase()}, separated by ${DELIMITER_NAMES[delimiter]})`);
    for await (const { row, location } of withLogErrors(objectsOf(table, ENTRY_NAMES))) {
      const changeId = String(row["changeId"] ?? "");
      const details = {
        ...(steps.has(changeId) ? { provisioningSteps: steps.get(changeId) } : {}),
        ...(properties.has(changeId) ? { modifiedProperties: properties.get(changeId) } : {}),
      };
      yield toLogEntry(path, location, { ...row, ...details });
    }
  } finally {
    await file.handle.close();
  }
}

async function withTable<Result>(path: string, run: (table: CsvTable) => Promise<Result>): Promise<Result> {
  const file: OpenedFile = await openFile(path);
  try {
    return await run(await csvTable(path, file, { header: HEADER }));
  } finally {
    await file.handle.close();
  }
}

/** The rows as objects with Graph's names; cells of other columns and empty ones are left out. */
async function* objectsOf(
  { columns, rows }: CsvTable,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<{ readonly row: Row; readonly location: string }, void, undefined> {
  const members = [...columns].flatMap(([name, index]) => {
    const member = names.get(keyOf(name));
    return member === undefined ? [] : [{ path: member.split("."), index }];
  });
  for await (const csvRow of rows) {
    const row: Record<string, unknown> = Object.create(null);
    for (const { path, index } of members) setMember(row, path, csvRow.fields[index] ?? "");
    yield { row, location: locationOf(csvRow) };
  }
}

/** Sets a member unless it is set: of two columns for one member, the first with a value counts. */
function setMember(row: Record<string, unknown>, [name = "", ...rest]: readonly string[], cell: string): void {
  if (cell === "") return;
  const present = row[name];
  if (rest.length === 0) row[name] ??= cell;
  else if (present === undefined || isRecord(present)) {
    const part: Record<string, unknown> = present ?? {};
    row[name] = part;
    setMember(part, rest, cell);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
