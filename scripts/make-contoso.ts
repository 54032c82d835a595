/**
 * Writes the sample directory `examples/contoso/`. Run it with `node scripts/make-contoso.ts [directory]`; it always writes the same bytes.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ENTRA_USER_COLUMNS } from "../src/files/csv/entra-user-columns.ts";
import { synchronizationSchema } from "./contoso-mapping.ts";
import { nextDay } from "./contoso-next-day.ts";
import { type Person, people, type User } from "./contoso-people.ts";
import { draw, guid } from "./contoso-random.ts";

const COLUMNS = [...ENTRA_USER_COLUMNS, "preferredLanguage"] as const;

/** Roles of the application; Default Access is all zeros. */
const USER_ROLE = guid("role/User");
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
const APPLICATION = guid("servicePrincipal/Proxyclick");
const GROUP = guid("group/Visitor hosts");

function csv(users: readonly User[]): string {
  const field = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = users.map((user) => COLUMNS.map((column) => field(user[column] ?? "")).join(","));
  return `${[COLUMNS.join(","), ...rows].join("\n")}\n`;
}

function byId(users: readonly User[]): User[] {
  return users.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

type PrincipalType = "User" | "Group" | "ServicePrincipal";

function assignment(
  principalType: PrincipalType,
  principalId: string,
  principalDisplayName: string,
  appRoleId: string,
) {
  const key = `${principalId}/${appRoleId}`;
  const twoDigits = (name: string, limit: number, first = 0) =>
    String(first + draw(`${key}/${name}`, limit)).padStart(2, "0");
  const time = [twoDigits("hour", 24), twoDigits("minute", 60), twoDigits("second", 60)].join(":");
  return {
    id: Buffer.from(guid(`${key}/a`) + guid(`${key}/b`))
      .toString("base64url")
      .slice(0, 43),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: `2026-${twoDigits("month", 9, 1)}-${twoDigits("day", 28, 1)}T${time}.${1_000_000 + draw(key, 9_000_000)}Z`,
    principalDisplayName,
    principalId,
    principalType,
    resourceDisplayName: "Proxyclick",
    resourceId: APPLICATION,
  };
}

function appRoleAssignedTo(everybody: readonly Person[]) {
  const users = everybody.flatMap(({ user, assigned }) => {
    const roles = {
      direct: [USER_ROLE],
      both: [USER_ROLE],
      "with default access": [DEFAULT_ACCESS, USER_ROLE],
      "default access": [DEFAULT_ACCESS],
      group: [],
      no: [],
    }[assigned];
    return roles.map((role) => assignment("User", user.id, user.displayName, role));
  });
  const group = assignment("Group", GROUP, "Visitor hosts", USER_ROLE);
  const robot = assignment("ServicePrincipal", guid("servicePrincipal/Kiosk monitor"), "Kiosk monitor", USER_ROLE);
  return {
    "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#servicePrincipals('${APPLICATION}')/appRoleAssignedTo`,
    value: [group, robot, ...users].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function groupMembers(everybody: readonly Person[]) {
  const users = everybody.filter(({ assigned }) => assigned === "group" || assigned === "both");
  const nested = {
    "@odata.type": "#microsoft.graph.group",
    id: guid("group/Summer interns"),
    displayName: "Summer interns",
  };
  const device = { "@odata.type": "#microsoft.graph.device", id: guid("device/Lobby"), displayName: "LOBBY-BRU-01" };
  const members = users.map(({ user: { id, displayName, userPrincipalName } }) => {
    return { "@odata.type": "#microsoft.graph.user", id, displayName, userPrincipalName };
  });
  return {
    [GROUP]: {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects",
      value: [...members, nested, device].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const directory = process.argv[2] ?? fileURLToPath(new URL("../examples/contoso/", import.meta.url));
const today = people();
const tomorrow = nextDay(today);
const everybody = [...today, ...tomorrow.joiners];
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, "users.csv"), csv(byId(today.map(({ user }) => user))));
writeFileSync(join(directory, "users-day2.csv"), csv(byId(tomorrow.users)));
writeFileSync(join(directory, "assignments.json"), json(appRoleAssignedTo(everybody)));
writeFileSync(join(directory, "group-members.json"), json(groupMembers(everybody)));
writeFileSync(join(directory, "mapping.json"), json(synchronizationSchema()));
