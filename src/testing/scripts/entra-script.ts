/** The requests of the Microsoft Entra provisioning service, according to its documentation and captures. */
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, PATCH_OP, SCIM_MEDIA_TYPE, USER_SCHEMA } from "../../urns.ts";
import type { RequestScript, ScriptedRequest } from "./replay-script.ts";

/** The user that a script provisions; it must not exist yet. */
export interface ScriptUser {
  /** Email address, which is also the userName. */
  readonly userName: string;
  /** Given name. Default: `Ada`. */
  readonly givenName?: string | undefined;
  /** Family name. Default: `Lovelace`. */
  readonly familyName?: string | undefined;
}

/** The group schema that Entra sends in addition to the one of the RFC. */
const ENTRA_GROUP_SCHEMA = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/** Encodes a filter as Entra does, with `+` for a space. */
function query(filter: string): string {
  return encodeURIComponent(filter).replaceAll("%20", "+");
}

function patch(...operations: readonly object[]): object {
  return { schemas: [PATCH_OP], Operations: operations };
}

/**
 * Creates the requests with which Entra provisions a user: Test Connection, match, create, update, disable, restore,
 * delete.
 *
 * @param options - The user. `aadOptscim062020`: whether the tenant URL has this flag, which changes the form of PATCH
 * requests; default: false. `groups`: whether to provision a group too; default: false, because Proxyclick has no
 * groups.
 */
export function entraScript(
  options: ScriptUser & { readonly aadOptscim062020?: boolean | undefined; readonly groups?: boolean | undefined },
): RequestScript {
  const { aadOptscim062020 = false, groups = false } = options;
  return {
    provider: aadOptscim062020 ? "Entra (aadOptscim062020)" : "Entra",
    mediaType: SCIM_MEDIA_TYPE,
    requests: [
      ...createRequests(options),
      ...(aadOptscim062020 ? changeRequestsWithFlag(options) : changeRequests(options)),
      ...(groups ? groupRequests(aadOptscim062020) : []),
      { title: "delete", method: "DELETE", path: "/Users/{user}", expectStatus: [204] },
      { title: "read the deleted user", method: "GET", path: "/Users/{user}", expectStatus: [404] },
    ],
  };
}

function createRequests({
  userName,
  givenName = "Ada",
  familyName = "Lovelace",
}: ScriptUser): readonly ScriptedRequest[] {
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
      expectStatus: [200],
      expectTotal: 0,
    },
    { title: "match, no result", method: "GET", path: match, expectStatus: [200], expectTotal: 0 },
    {
      title: "create",
      method: "POST",
      path: "/Users",
      body: user,
      expectStatus: [201],
      saveIdAs: "user",
      expectValues: { userName },
    },
    { title: "create a duplicate", method: "POST", path: "/Users", body: user, expectStatus: [409] },
    { title: "match, one result", method: "GET", path: match, expectStatus: [200], expectTotal: 1 },
    { title: "read by id", method: "GET", path: "/Users/{user}", expectStatus: [200], expectValues: { id: "{user}" } },
  ];
}

function changeRequests({ userName }: ScriptUser): readonly ScriptedRequest[] {
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
      expectStatus: [200, 204],
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
      expectStatus: [200, 204],
      expectValues: { userName: renamed },
    },
    {
      title: "remove",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch({ op: "Remove", path: "title" }),
      expectStatus: [200, 204],
    },
    ...activationRequests((value) => ({ op: "Replace", path: "active", value: value ? "True" : "False" })),
  ];
}

function changeRequestsWithFlag({ userName }: ScriptUser): readonly ScriptedRequest[] {
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
      expectStatus: [200, 204],
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
      expectStatus: [200, 204],
      expectValues: { userName: renamed },
    },
    {
      title: "remove",
      method: "PATCH",
      path: "/Users/{user}",
      body: patch({ op: "remove", path: "title" }),
      expectStatus: [200, 204],
    },
    ...activationRequests((value) => ({ op: "replace", path: "active", value })),
  ];
}

/** Disables and restores the user, which must exist in between. */
function activationRequests(operation: (active: boolean) => object): readonly ScriptedRequest[] {
  const step = (title: string, active: boolean): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Users/{user}",
    body: patch(operation(active)),
    expectStatus: [200, 204],
    expectValues: { active },
  });
  return [
    step("disable", false),
    {
      title: "read while disabled",
      method: "GET",
      path: "/Users/{user}",
      expectStatus: [200],
      expectValues: { active: false },
    },
    step("restore", true),
  ];
}

function groupRequests(flag: boolean): readonly ScriptedRequest[] {
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
    expectStatus: [200, 204],
  });
  return [
    {
      title: "match a group, no result",
      method: "GET",
      path: `/Groups?excludedAttributes=members&filter=${query('displayName eq "Hosts"')}`,
      expectStatus: [200],
      expectTotal: 0,
    },
    { title: "create a group", method: "POST", path: "/Groups", body: group, expectStatus: [201], saveIdAs: "group" },
    { title: "read a group", method: "GET", path: "/Groups/{group}?excludedAttributes=members", expectStatus: [200] },
    change("add a member", add),
    change("rename a group", name),
    change("remove a member", remove),
    { title: "delete a group", method: "DELETE", path: "/Groups/{group}", expectStatus: [204] },
  ];
}
