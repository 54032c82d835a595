/** What Okta's SCIM 2.0 provisioning sends. */
import { GROUP_SCHEMA, PATCH_OP, SCIM_MEDIA_TYPE, USER_SCHEMA } from "../../urns.ts";
import type { ScriptPerson } from "./entra.ts";
import type { RequestScript, ScriptedRequest } from "./script.ts";

/** Options of {@link oktaScript}. */
export interface OktaScriptOptions extends ScriptPerson {
  /** Whether groups are pushed too; false by default, because Proxyclick has none. */
  readonly groups?: boolean | undefined;
}

/** A user's life as Okta provisions it: it updates by PUT, disables by PATCH without a path, and deletes nobody. */
export function oktaScript(options: OktaScriptOptions): RequestScript {
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
    expect: [200, 204],
    expectValues: { active },
  });
  return {
    provider: "Okta",
    mediaType: SCIM_MEDIA_TYPE,
    requests: [
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
      { title: "match, one hit", method: "GET", path: match, expect: [200], expectTotal: 1 },
      { title: "import", method: "GET", path: "/Users?startIndex=1&count=100", expect: [200] },
      { title: "read by id", method: "GET", path: "/Users/{user}", expect: [200], expectValues: { id: "{user}" } },
      {
        title: "update",
        method: "PUT",
        path: "/Users/{user}",
        body: { ...profile, id: "{user}", title: "Analyst", meta: { resourceType: "User" } },
        expect: [200],
        expectValues: { title: "Analyst" },
      },
      activity("disable", false),
      {
        title: "read while disabled",
        method: "GET",
        path: "/Users/{user}",
        expect: [200],
        expectValues: { active: false },
      },
      activity("restore", true),
      ...(groups ? groupPush(userName) : []),
    ],
  };
}

function groupPush(display: string): readonly ScriptedRequest[] {
  const change = (title: string, ...operations: readonly object[]): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Groups/{group}",
    body: { schemas: [PATCH_OP], Operations: operations },
    expect: [200, 204],
  });
  return [
    {
      title: "create a group",
      method: "POST",
      path: "/Groups",
      body: { schemas: [GROUP_SCHEMA], displayName: "Hosts", members: [] },
      expect: [201],
      remember: "group",
    },
    change("add a member", { op: "add", path: "members", value: [{ value: "{user}", display }] }),
    change("rename a group", { op: "replace", value: { id: "{group}", displayName: "Hosts of Brussels" } }),
    change("remove a member", { op: "remove", path: 'members[value eq "{user}"]' }),
    { title: "import groups", method: "GET", path: "/Groups?startIndex=1&count=100", expect: [200] },
    { title: "delete a group", method: "DELETE", path: "/Groups/{group}", expect: [204] },
  ];
}
