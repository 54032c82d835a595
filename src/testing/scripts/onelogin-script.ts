/** The requests of OneLogin's SCIM 2.0 provisioning. */
import { ENTERPRISE_USER_SCHEMA, PATCH_OP, SCIM_MEDIA_TYPE, USER_SCHEMA } from "../../urns.ts";
import type { ScriptUser } from "./entra-script.ts";
import type { RequestScript, ScriptedRequest } from "./replay-script.ts";

/**
 * Creates the requests with which OneLogin provisions a user: one operation for each attribute, and a DELETE, which the
 * vendor's guide requires.
 */
export function oneLoginScript({ userName, givenName = "Ada", familyName = "Lovelace" }: ScriptUser): RequestScript {
  const match = `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
  const change = (
    title: string,
    operations: readonly object[],
    expectValues: ScriptedRequest["expectValues"],
  ): ScriptedRequest => ({
    title,
    method: "PATCH",
    path: "/Users/{user}",
    body: { schemas: [PATCH_OP], Operations: operations },
    expectStatus: [200, 204],
    expectValues,
  });
  return {
    provider: "OneLogin",
    mediaType: SCIM_MEDIA_TYPE,
    requests: [
      { title: "match, no result", method: "GET", path: match, expectStatus: [200], expectTotal: 0 },
      {
        title: "create",
        method: "POST",
        path: "/Users",
        body: {
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          userName,
          externalId: "164291",
          name: { givenName, familyName, formatted: `${givenName} ${familyName}` },
          emails: [{ value: userName, type: "work", primary: true }],
          phoneNumbers: [{ value: "+3225551234", type: "work" }],
          title: "Analyst",
          active: true,
        },
        expectStatus: [201],
        saveIdAs: "user",
        expectValues: { userName },
      },
      { title: "match, one result", method: "GET", path: match, expectStatus: [200], expectTotal: 1 },
      change(
        "update",
        [
          { op: "replace", path: "name.givenName", value: "Augusta" },
          { op: "replace", path: "title", value: "Countess" },
        ],
        { "name.givenName": "Augusta", title: "Countess" },
      ),
      change("disable", [{ op: "replace", path: "active", value: false }], { active: false }),
      change("restore", [{ op: "replace", path: "active", value: true }], { active: true }),
      { title: "delete", method: "DELETE", path: "/Users/{user}", expectStatus: [204] },
      { title: "match after deletion", method: "GET", path: match, expectStatus: [200], expectTotal: 0 },
    ],
  };
}
