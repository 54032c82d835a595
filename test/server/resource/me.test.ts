/** The alias `/Me`. */
import { describe, expect, it } from "vitest";
import { createService } from "../service.ts";

describe("/Me (RFC 7644 §3.11)", () => {
  it("gets 501 from a service without the option me", async () => {
    for (const method of ["GET", "PUT", "PATCH", "DELETE", "POST"]) {
      expect((await createService().call(method, "/Me")).status).toBe(501);
    }
  });

  it("returns the resource of the caller, with the resource's own location", async () => {
    const service = createService({
      authenticate: () => ({ tenant: "t", subject: "id-1" }),
      me: ({ subject }) => (subject === undefined ? undefined : { id: subject }),
    });
    await service.user({ displayName: "Ada" });
    const location = "https://scim.example/scim/v2/Users/id-1";
    const read = await service.get("/Me?attributes=displayName,meta");
    expect(read).toMatchObject({ status: 200, body: { displayName: "Ada", meta: { location } } });
    expect(read.headers.get("location")).toBe(location);
    await service.patch("/Me", [{ op: "replace", path: "displayName", value: "A" }]);
    expect((await service.get("/Users/id-1")).body).toMatchObject({ displayName: "A" });
    expect((await service.call("POST", "/Me", { body: {} })).status).toBe(405);
    expect((await service.put("/Me", { userName: "a" })).status).toBe(200);
    expect((await service.call("DELETE", "/Me")).status).toBe(204);
    expect((await service.get("/Me")).status).toBe(404);
  });

  it("may be a resource of any type; a caller without one gets 404", async () => {
    const service = createService({ me: () => ({ id: "id-1", resourceType: "Group" }) });
    await service.post("/Groups", { displayName: "Machines" });
    expect((await service.get("/Me")).body).toMatchObject({ displayName: "Machines" });
    expect((await createService({ me: () => undefined }).get("/Me")).status).toBe(404);
  });
});
