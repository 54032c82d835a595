/** What the Microsoft Entra provisioning service sends, as its documentation and captures show it. */
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, PATCH_OP, SCIM_MEDIA_TYPE, USER_SCHEMA } from "../../urns.ts";
import type { RequestScript, ScriptedRequest } from "./script.ts";

/** Names that must not exist at the service yet. */
export interface ScriptPerson {
  /** Email address, which is the userName too. */
  readonly userName: string;
  /** First name; `Ada` by default. */
  readonly givenName?: string | undefined;
  /** Last name; `Lovelace` by default. */
  readonly familyName?: string | undefined;
}

/** Options of {@link entraScript}. */
export interface EntraScriptOptions extends ScriptPerson {
  /** Whether the tenant URL carries the flag `aadOptscim062020`, which changes how PATCH is spelled; false by default. */
  readonly aadOptscim062020?: boolean | undefined;
  /** Whether groups are sent too; false by default, because Proxyclick has none. */
  readonly groups?: boolean | undefined;
}

/** The group schema that Entra names beside the one of the RFC. */
const ENTRA_GROUP_SCHEMA = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/** Entra spells a blank in a query as `+`. */
function query(filter: string): string {
  return encodeURIComponent(filter).replaceAll("%20", "+");
}

function patch(...operations: readonly object[]): object {
  return { schemas: [PATCH_OP], Operations: operations };
}

/** A user's life as Entra provisions it: Test Connection, match, create, update, disable, restore, delete; with groups on demand. */
export function entraScript(options: EntraScriptOptions): RequestScript {
  const { aadOptscim062020 = false, groups = false } = options;
  return {
    provider: aadOptscim062020 ? "Entra (aadOptscim062020)" : "Entra",
    mediaType: SCIM_MEDIA_TYPE,
    requests: [
      ...arrival(options),
      ...(aadOptscim062020 ? changesWithFlag(options) : changes(options)),
      ...(groups ? groupLife(aadOptscim062020) : []),
      { title: "delete", method: "DELETE", path: "/Users/{user}", expect: [204] },
      { title: "read what was deleted", method: "GET", path: "/Users/{user}", expect: [404] },
    ],
  };
}

function arrival({
  userName,
  givenName = "Ada",
  familyName = "Lovelace",
}: EntraScriptOptions): readonly ScriptedRequest[] {
  const user = {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    externalId: "entra-0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    userName,
    active: true,
    emails: [{ primary: true, type: "work", value: userName }],
    meta: { resourceType: "User" },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    roles: [],
  };
  const match = `/Users?filter=${query(`userName eq "${userName}"`)}`;
  return [
    {
      title: "Test Connection",
      method: "GET",
      path: `/Users?filter=${query('userName eq "1d9f7b36-6c0d-4b47-a1ba-1f9c27d9dd0f"')}`,
      expect: [200],
      expectTotal: 0,
    },
    { title: "match, no hit", method: "GET", path: match, expect: [200], expectTotal: 0 },
    {
      title: "create",
      method: "POST",
      path: "/Users",
      body: user,
      expect: [201],
      remember: "user",
      expectValues: { userName },
    },
    { title: "create a duplicate", method: "POST", path: "/Users", body: user, expect: [409] },
    { title: "match, one hit", method: "GET", path: match, expect: [200], expectTotal: 1 },
    { title: "read by id", method: "GET", path: "/Users/{user}", expect: [200], expectValues: { id: "{user}" } },
  ];
}

function changes({ userName }: EntraScriptOptions): readonly ScriptedRequest[] {
  const renamed = `renamed.${userName}`;
  return [
    {
      title: "update",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch(
        { op: "Add", path: "title", value: "Analyst" },
        { op: "Replace", path: "name.givenName", value: "Augusta" },
        { op: "Add", path: 'addresses[type eq "work"].locality', value: "Brussels" },
      ),
      expect: [200, 204],
      expectValues: { title: "Analyst", "name.givenName": "Augusta" },
    },
    {
      title: "rename",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch(
        { op: "Replace", path: "userName", value: renamed },
        { op: "Replace", path: 'emails[type eq "work"].value', value: renamed },
      ),
      expect: [200, 204],
      expectValues: { userName: renamed },
    },
    {
      title: "remove",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch({ op: "Remove", path: "title" }),
      expect: [200, 204],
    },
    ...activity((value) => ({ op: "Replace", path: "active", value: value ? "True" : "False" })),
  ];
}

function changesWithFlag({ userName }: EntraScriptOptions): readonly ScriptedRequest[] {
  const renamed = `renamed.${userName}`;
  return [
    {
      title: "update",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch(
        { op: "add", path: "title", value: "Analyst" },
        { op: "replace", value: { "name.givenName": "Augusta" } },
      ),
      expect: [200, 204],
      expectValues: { title: "Analyst", "name.givenName": "Augusta" },
    },
    {
      title: "rename",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch(
        { op: "replace", path: 'emails[type eq "work"].value', value: renamed },
        { op: "replace", value: { userName: renamed } },
      ),
      expect: [200, 204],
      expectValues: { userName: renamed },
    },
    {
      title: "remove",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch({ op: "remove", path: "title" }),
      expect: [200, 204],
    },
    ...activity((value) => ({ op: "replace", path: "active", value })),
  ];
}

/** A disabled user must still be there. */
function activity(operation: (active: boolean) => object): readonly ScriptedRequest[] {
  const step = (title: string, active: boolean): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Users/{user}",
    body: patch(operation(active)),
    expect: [200, 204],
    expectValues: { active },
  });
  return [
    step("disable", false),
    {
      title: "read while disabled",
      method: "GET",
      path: "/Users/{user}",
      expect: [200],
      expectValues: { active: false },
    },
    step("restore", true),
  ];
}

function groupLife(flag: boolean): readonly ScriptedRequest[] {
  const add = { op: flag ? "add" : "Add", path: "members", value: [{ $ref: null, value: "{user}" }] };
  const remove = flag
    ? { op: "remove", path: 'members[value eq "{user}"]' }
    : { op: "Remove", path: "members", value: [{ $ref: null, value: "{user}" }] };
  const name = { op: flag ? "replace" : "Replace", path: "displayName", value: "Hosts of Brussels" };
  const group = {
    schemas: [GROUP_SCHEMA, ENTRA_GROUP_SCHEMA],
    externalId: "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
    displayName: "Hosts",
    meta: { resourceType: "Group" },
  };
  const change = (title: string, operation: object): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Groups/{group}",
    body: patch(operation),
    expect: [200, 204],
  });
  return [
    {
      title: "match a group, no hit",
      method: "GET",
      path: `/Groups?excludedAttributes=members&filter=${query('displayName eq "Hosts"')}`,
      expect: [200],
      expectTotal: 0,
    },
    { title: "create a group", method: "POST", path: "/Groups", body: group, expect: [201], remember: "group" },
    { title: "read a group", method: "GET", path: "/Groups/{group}?excludedAttributes=members", expect: [200] },
    change("add a member", add),
    change("rename a group", name),
    change("remove a member", remove),
    { title: "delete a group", method: "DELETE", path: "/Groups/{group}", expect: [204] },
  ];
}
