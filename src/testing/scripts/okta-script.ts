/** The requests of Okta's SCIM 2.0 provisioning. */
import { GROUP_SCHEMA, PATCH_OP, SCIM_MEDIA_TYPE, USER_SCHEMA } from "../../urns.ts";
import type { ScriptUser } from "./entra-script.ts";
import type { RequestScript, ScriptedRequest } from "./replay-script.ts";

/**
 * Creates the requests with which Okta provisions a user: it updates by PUT, disables by PATCH without a path, and
 * never deletes.
 *
 * @param options - The user. `groups`: whether to push a group too; default: false, because Proxyclick has no groups.
 */
export function oktaScript(options: ScriptUser & { readonly groups?: boolean | undefined }): RequestScript {
  const { userName, givenName = "Ada", familyName = "Lovelace", groups = false } = options;
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  const match = `/Users?filter=${filter}&startIndex=1&count=100`;
  const user = {
    schemas: [USER_SCHEMA],
    userName,
    name: { givenName, familyName },
    emails: [{ primary: true, value: userName, type: "work" }],
    displayName: `${givenName} ${familyName}`,
    locale: "en-US",
    externalId: "00ujl29u0le5T6Aj10h7",
    groups: [],
    password: "1mz050nq",
    active: true,
  };
  const { password: _password, ...profile } = user;
  const activity = (title: string, active: boolean): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Users/{user}",
    body: { schemas: [PATCH_OP], Operations: [{ op: "replace", value: { active } }] },
    expectStatus: [200, 204],
    expectValues: { active },
  });
  return {
    provider: "Okta",
    mediaType: SCIM_MEDIA_TYPE,
    requests: [
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
      { title: "match, one result", method: "GET", path: match, expectStatus: [200], expectTotal: 1 },
      { title: "import", method: "GET", path: "/Users?startIndex=1&count=100", expectStatus: [200] },
      {
        title: "read by id",
        method: "GET",
        path: "/Users/{user}",
        expectStatus: [200],
        expectValues: { id: "{user}" },
      },
      {
        title: "update",
        method: "PUT",
        path: "/Users/{user}",
        body: { ...profile, id: "{user}", title: "Analyst", meta: { resourceType: "User" } },
        expectStatus: [200],
        expectValues: { title: "Analyst" },
      },
      activity("disable", false),
      {
        title: "read while disabled",
        method: "GET",
        path: "/Users/{user}",
        expectStatus: [200],
        expectValues: { active: false },
      },
      activity("restore", true),
      ...(groups ? groupRequests(userName) : []),
    ],
  };
}

function groupRequests(display: string): readonly ScriptedRequest[] {
  const change = (title: string, ...operations: readonly object[]): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Groups/{group}",
    body: { schemas: [PATCH_OP], Operations: operations },
    expectStatus: [200, 204],
  });
  return [
    {
      title: "create a group",
      method: "POST",
      path: "/Groups",
      body: { schemas: [GROUP_SCHEMA], displayName: "Hosts", members: [] },
      expectStatus: [201],
      saveIdAs: "group",
    },
    change("add a member", { op: "add", path: "members", value: [{ value: "{user}", display }] }),
    change("rename a group", { op: "replace", value: { id: "{group}", displayName: "Hosts of Brussels" } }),
    change("remove a member", { op: "remove", path: 'members[value eq "{user}"]' }),
    { title: "import groups", method: "GET", path: "/Groups?startIndex=1&count=100", expectStatus: [200] },
    { title: "delete a group", method: "DELETE", path: "/Groups/{group}", expectStatus: [204] },
  ];
}
