import { beforeEach, describe, expect, it } from "vitest";
import { ScimError, type ScimType } from "../../../src/errors.ts";
import { person } from "../../support/fake-directory.ts";
import { newWorld, type World } from "../../support/world.ts";

let world: World;
beforeEach(() => {
  world = newWorld([person("ada")]);
});

describe("a rejected create", () => {
  it.each<readonly [status: number, scimType: ScimType | undefined, code: string]>([
    [400, undefined, "SchemaAttributeNotFound"],
    [400, "invalidPath", "SchemaAttributeNotFound"],
    [400, "invalidValue", "UnprocessableEntity"],
    [400, "uniqueness", "EntryConflict"],
    [400, "mutability", "InsufficientRights"],
    [402, undefined, "LicenseLimitExceeded"],
    [403, undefined, "InsufficientRights"],
    [404, undefined, "InvalidAnchor"],
    [405, undefined, "MethodNotAllowed"],
    [408, undefined, "Timeout"],
    [409, "uniqueness", "EntryConflict"],
    [412, undefined, "EntryConflict"],
    [413, undefined, "WebExceptionProtocolError"],
    [422, undefined, "UnprocessableEntity"],
    [429, undefined, "TooManyRequests"],
    [500, undefined, "InternalServerError"],
    [501, undefined, "NotImplemented"],
    [503, undefined, "InternalServerError"],
    [504, undefined, "Timeout"],
  ])("with status %i and scimType %s is logged as %s", async (status, scimType, code) => {
    world.target.failOn = { text: "POST", error: new ScimError("refused", { status, scimType }) };
    const { summary } = await world.cycle();
    expect(summary.counts.failed).toEqual({ [code]: 1 });
    const [entry] = await world.log("ada");
    expect(entry).toMatchObject({
      provisioningAction: "create",
      provisioningStatusInfo: {
        status: "failure",
        errorInformation: { errorCode: code, reason: "refused", errorCategory: "failure" },
      },
    });
    expect(entry?.provisioningSteps.at(-1)).toMatchObject({ name: "EntryExportAdd", status: "failure" });
  });
});
