/** RFC 7644 §3.5.2: the paths of PATCH operations, and invalid operations. */
import { PATCH_OP, USER_SCHEMA } from "../../urns.ts";
import { expectError, expectMember, expectScimType, expectThat } from "../service/expect.ts";
import { type Check, must, needing, withAttributes } from "./check.ts";

const PATCH = "RFC 7644 §3.5.2";

/** Checks of paths and invalid PATCH requests. */
export const patchPathChecks: readonly Check[] = withAttributes(
  ["title"],
  needing(
    ["patch"],
    [
      must("patch-urn", "RFC 7644 §3.10", "A path may be prefixed by the URN of its schema.", async (service) => {
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
        "Names in a path are case-insensitive and never create a second attribute.",
        async (service) => {
          const user = await service.createUser({ title: "Tester" });
          const after = await service.patchAndRead(user, { op: "replace", path: "TITLE", value: "Changed" });
          expectMember(after, "title", "Changed");
          expectThat(!Object.hasOwn(after.body, "TITLE"), after, "no second attribute TITLE");
        },
      ),
      must(
        "patch-read-only",
        PATCH,
        "Changing a readOnly attribute is rejected with 400 and mutability.",
        async (service) => {
          const user = await service.createUser();
          expectScimType(await service.patch(user.path, [{ op: "replace", path: "id", value: "other" }]), "mutability");
          expectMember(await service.get(user.path), "id", user.id);
        },
      ),
      must("patch-read-only-meta", PATCH, "Changing meta is rejected.", async (service) => {
        const user = await service.createUser();
        const value = "1999-01-01T00:00:00Z";
        expectError(await service.patch(user.path, [{ op: "replace", path: "meta.created", value }]), 400);
      }),
      must("patch-bad-path", PATCH, "An invalid path is rejected with invalidPath.", async (service) => {
        expectScimType(
          await service.patch((await service.createUser()).path, [{ op: "remove", path: "emails[type eq" }]),
          "invalidPath",
          "invalidFilter",
        );
      }),
      must("patch-bad-op", PATCH, "An unknown operation is rejected with 400.", async (service) => {
        expectError(
          await service.patch((await service.createUser()).path, [{ op: "move", path: "title", value: "x" }]),
          400,
        );
      }),
      must(
        "patch-bad-value",
        "RFC 7643 §2.3",
        "A value of the wrong data type is rejected with 400.",
        async (service) => {
          const user = await service.createUser();
          expectError(await service.patch(user.path, [{ op: "replace", path: "active", value: { on: true } }]), 400);
          expectMember(await service.get(user.path), "active", true);
        },
      ),
      must("patch-no-operations", PATCH, "A PATCH without Operations is rejected with 400.", async (service) => {
        expectError(
          await service.send("PATCH", (await service.createUser()).path, { body: { schemas: [PATCH_OP] } }),
          400,
        );
      }),
      must("patch-duplicate", PATCH, "A userName that another user has is rejected with 409.", async (service) => {
        const first = await service.createUser();
        const second = await service.createUser();
        const { userName, emails } = first.body;
        expectError(await service.patch(second.path, [{ op: "replace", value: { userName, emails } }]), 409);
      }),
      must(
        "patch-prototype",
        "RFC 7644 §7.6",
        "Names of object members in the server's language have no effect.",
        async (service) => {
          const user = await service.createUser();
          for (const path of ["__proto__.polluted", "constructor.prototype.polluted", "toString.polluted"]) {
            const response = await service.patch(user.path, [{ op: "add", path, value: "scim-check" }]);
            expectThat(response.status < 500, response, "a status below 500");
          }
          expectMember(await service.get(user.path), "polluted", undefined);
          expectMember(await service.get((await service.createUser()).path), "polluted", undefined);
        },
      ),
    ],
  ),
);
