/** Errors of a source in the middle of its read. */
import { expect, it } from "vitest";
import { type GraphErrorCode, GraphRequestError, ProvisioningError, ScimRequestError } from "../../../src/errors.ts";
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

const graphError = (code: GraphErrorCode) =>
  new GraphRequestError(`GET /users/delta: ${code}`, { code, method: "GET", requestPath: "/users/delta" });

it.each(["unauthorized", "forbidden", "rejected_credentials"] as const)(
  "Microsoft Graph's %s ends the cycle as it is and puts the job into quarantine, in the read and before it",
  async (code) => {
    const error = graphError(code);
    const world = worldWhoseReadFails(error);
    await expect(world.cycle()).rejects.toBe(error);
    expect((await world.job().status()).quarantine?.reason).toBe("EncounteredQuarantineException");

    const other = newWorld([person("ada")]);
    other.directory.assignments = () => Promise.reject(error);
    await expect(other.job({ scope: "assigned" }).runCycle()).rejects.toBe(error);
  },
);

it.each(["throttled", "network", "timeout", "server_error", "invalid_response"] as const)(
  "Microsoft Graph's %s makes the read incomplete, in the read and before it",
  async (code) => {
    const { summary } = await worldWhoseReadFails(graphError(code)).cycle();
    expect(summary).toMatchObject({ outcome: "incomplete", problem: `GET /users/delta: ${code}` });

    const other = newWorld([person("ada")]);
    other.directory.assignments = () => Promise.reject(graphError(code));
    await expect(other.job({ scope: "assigned" }).runCycle()).rejects.toMatchObject({ code: "incomplete_source" });
  },
);

it("an application that Microsoft Graph does not know ends the cycle as it is", async () => {
  const world = newWorld([person("ada")]);
  world.directory.assignments = () => Promise.reject(graphError("not_found"));
  await expect(world.job({ scope: "assigned" }).runCycle()).rejects.toMatchObject({ code: "not_found" });
});

it("any other error makes the read incomplete", async () => {
  const { summary } = await worldWhoseReadFails(new Error("connection lost")).cycle();
  expect(summary).toMatchObject({ outcome: "incomplete", problem: "connection lost", counts: { created: 1 } });
});
