/** A custom profile: client and handler enforce a rule with a custom code. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  isProxyclickLimitationError,
  isServiceLimitationError,
  type LimitationCode,
  ProxyclickLimitationError,
  ServiceLimitationError,
} from "../../src/errors.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import {
  bearerToken,
  createScimHandler,
  type Limitation,
  MemoryStore,
  proxyclickProfile,
  type ServiceProfile,
} from "../../src/server/index.ts";

const titleLength: Limitation = {
  code: "title_too_short",
  explanation: "A title has at least three characters.",
  basis: "assumption",
  check({ title }) {
    if (typeof title === "string" && title.length >= 3) return [];
    return [{ code: "title_too_short", path: "title", message: "the title is missing or too short" }];
  },
};

const standard = proxyclickProfile();
const profile: ServiceProfile = { ...standard, limitations: [...standard.limitations, titleLength] };

const ADA = { userName: "ada@contoso.com", name: { givenName: "Ada", familyName: "Lovelace" }, title: "Analyst" };
const BROKEN = { code: "title_too_short", path: "title", status: 400, scimType: "invalidValue" };

/** A service with one profile, and a client with another. */
function setUp(serviceProfile: ServiceProfile, clientProfile: ServiceProfile) {
  const handler = createScimHandler({
    basePath: "/scim/v2",
    profile: serviceProfile,
    store: new MemoryStore(),
    authenticate: bearerToken("a-long-secret"),
  });
  const requests: string[] = [];
  const { users } = new ProxyclickScimClient({
    tenantUrl: "https://scim.example.com/scim/v2",
    secretToken: "a-long-secret",
    profile: clientProfile,
    fetch: (request) => {
      requests.push(request.method);
      return handler(request);
    },
  });
  return { users, requests };
}

describe("a custom rule", () => {
  it("is enforced by the client before anything is sent", async () => {
    const { users, requests } = setUp(standard, profile);
    const failure: unknown = await users.create({ ...ADA, title: "A" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "ServiceLimitationError", ...BROKEN });
    expect(failure).toSatisfy(isServiceLimitationError);
    await expect(users.create({ userName: ADA.userName, name: ADA.name })).rejects.toMatchObject(BROKEN);
    expect(requests).toEqual([]);
  });

  it("is applied to the attributes that a change sets, and to no other", async () => {
    const { users } = setUp(standard, profile);
    const { id } = await users.create(ADA);
    await expect(users.update(id, { title: "A" })).rejects.toMatchObject(BROKEN);
    await expect(users.update(id, { active: false })).resolves.toMatchObject({ active: false, title: "Analyst" });
  });

  it("is enforced by the handler", async () => {
    const { users, requests } = setUp(profile, standard);
    await expect(users.create({ ...ADA, title: "A" })).rejects.toMatchObject({
      status: 400,
      scimType: "invalidValue",
      message: expect.stringContaining("the title is missing or too short"),
    });
    expect(requests).toEqual(["POST"]);
    const { id } = await users.create(ADA);
    await expect(users.update(id, { title: "A" })).rejects.toMatchObject({ status: 400 });
  });
});

describe("the code of a limitation", () => {
  it("is one of the known ones, or a custom one", () => {
    expectTypeOf<LimitationCode>().toExtend<Limitation["code"]>();
    expectTypeOf<"title_too_short">().toExtend<Limitation["code"]>();
    expectTypeOf<"title_too_short">().not.toExtend<LimitationCode>();
    expectTypeOf(new ServiceLimitationError("title_too_short", "title", "too short").code).toEqualTypeOf<
      Limitation["code"]
    >();
  });
});

describe("ProxyclickLimitationError", () => {
  it("is another name for ServiceLimitationError, and so is its guard", () => {
    expect(ProxyclickLimitationError).toBe(ServiceLimitationError);
    expect(isProxyclickLimitationError).toBe(isServiceLimitationError);
    expectTypeOf<ProxyclickLimitationError>().toEqualTypeOf<ServiceLimitationError>();
  });
});
