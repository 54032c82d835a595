/** RFC 7644 §3.5.2: what a PATCH may name, and what is refused. */
import { PATCH_OP, USER_SCHEMA } from "../../urns.ts";
import { expectError, expectMember, expectScimType, expectThat } from "../service/expect.ts";
import { type Check, must, needing, withAttributes } from "./check.ts";

const PATCH = "RFC 7644 §3.5.2";

/** Checks of the paths and mistakes of a PATCH. */
export const patchPathChecks: readonly Check[] = withAttributes(
  ["title"],
  needing(
    ["patch"],
    [
      must("patch-urn", "RFC 7644 §3.10", "A path may begin with the URN of its schema.", async (service) => {
        const user = await service.createUser({ title: "Tester" });
        const after = await service.patchAndRead(user, {
          op: "replace",
          path: `${USER_SCHEMA}:title`,
          value: "Changed",
        });
        expectMember(after, "title", "Changed");
      }),
      must(
        "patch-path-case",
        "RFC 7643 §2.1",
        "Names in a path match in any case, and make no second attribute.",
        async (service) => {
          const user = await service.createUser({ title: "Tester" });
          const after = await service.patchAndRead(user, { op: "replace", path: "TITLE", value: "Changed" });
          expectMember(after, "title", "Changed");
          expectThat(!Object.hasOwn(after.body, "TITLE"), after, "no second attribute TITLE");
        },
      ),
      must("patch-read-only", PATCH, "A readOnly attribute cannot be changed: 400 mutability.", async (service) => {
        const user = await service.createUser();
        expectScimType(await service.patch(user.path, [{ op: "replace", path: "id", value: "other" }]), "mutability");
        expectMember(await service.get(user.path), "id", user.id);
      }),
      must("patch-read-only-meta", PATCH, "meta cannot be changed.", async (service) => {
        const user = await service.createUser();
        const value = "1999-01-01T00:00:00Z";
        expectError(await service.patch(user.path, [{ op: "replace", path: "meta.created", value }]), 400);
      }),
      must("patch-bad-path", PATCH, "A path that is none is refused with invalidPath.", async (service) => {
        expectScimType(
          await service.patch((await service.createUser()).path, [{ op: "remove", path: "emails[type eq" }]),
          "invalidPath",
          "invalidFilter",
        );
      }),
      must("patch-bad-op", PATCH, "An unknown operation is refused with 400.", async (service) => {
        expectError(
          await service.patch((await service.createUser()).path, [{ op: "move", path: "title", value: "x" }]),
          400,
        );
      }),
      must("patch-bad-value", "RFC 7643 §2.3", "A value of a wrong data type is refused with 400.", async (service) => {
        const user = await service.createUser();
        expectError(await service.patch(user.path, [{ op: "replace", path: "active", value: { on: true } }]), 400);
        expectMember(await service.get(user.path), "active", true);
      }),
      must("patch-no-operations", PATCH, "A PATCH without Operations is refused with 400.", async (service) => {
        expectError(
          await service.send("PATCH", (await service.createUser()).path, { body: { schemas: [PATCH_OP] } }),
          400,
        );
      }),
      must("patch-duplicate", PATCH, "A userName that another user has is refused with 409.", async (service) => {
        const first = await service.createUser();
        const second = await service.createUser();
        const { userName, emails } = first.body;
        expectError(await service.patch(second.path, [{ op: "replace", value: { userName, emails } }]), 409);
      }),
      must("patch-prototype", "RFC 7644 §7.6", "Names of the server's own language reach nothing.", async (service) => {
        const user = await service.createUser();
        for (const path of ["__proto__.polluted", "constructor.prototype.polluted", "toString.polluted"]) {
          const response = await service.patch(user.path, [{ op: "add", path, value: "scim-check" }]);
          expectThat(response.status < 500, response, "an answer below 500");
        }
        expectMember(await service.get(user.path), "polluted", undefined);
        expectMember(await service.get((await service.createUser()).path), "polluted", undefined);
      }),
    ],
  ),
);
