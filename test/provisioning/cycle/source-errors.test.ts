/** Errors of a source in the middle of its read. */
import { expect, it } from "vitest";
import { ProvisioningError, ScimRequestError } from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld } from "../../support/world.ts";

function worldWhoseReadFails(error: Error) {
  const world = newWorld([person("ada"), person("bob")]);
  world.directory.read = async function* () {
    yield { kind: "user", user: person("ada") };
    throw error;
  };
  return world;
}

it("an unknown watermark, as any error that names its cause, ends the cycle as it is", async () => {
  const error = new ProvisioningError("invalid_source", "no round ends with this delta link");
  await expect(worldWhoseReadFails(error).cycle()).rejects.toBe(error);
});

it.each(["unauthorized", "forbidden"] as const)("credentials that are %s end the cycle as they are", async (code) => {
  const details = { code, status: 401, method: "GET", requestPath: "/users", attempts: 1 };
  const error = new ScimRequestError("the token has expired", details);
  await expect(worldWhoseReadFails(error).cycle()).rejects.toBe(error);
});

it("any other error makes the read incomplete", async () => {
  const { summary } = await worldWhoseReadFails(new Error("connection lost")).cycle();
  expect(summary).toMatchObject({ outcome: "incomplete", problem: "connection lost", counts: { created: 1 } });
});
