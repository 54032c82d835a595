import { expect, it } from "vitest";
import { z } from "zod";

it("validates the same where zod may not compile code", async () => {
  z.config({ jitless: true });
  const { UserType } = await import("../../src/models/index.ts");
  const { enterpriseUser } = await import("./rfc7643-examples.ts");
  expect(UserType.validate(enterpriseUser)).toEqual(enterpriseUser);
  expect(() => UserType.validate({ ...enterpriseUser, active: "no" })).toThrow("active");
});
