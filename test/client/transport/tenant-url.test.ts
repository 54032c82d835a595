/** Tenant URLs as Entra understands them, and ids as path segments. */
import { describe, expect, it } from "vitest";
import { allowInsecureRequests, ScimClient } from "../../../src/client/index.ts";
import { parseTenantUrl, pathSegment, requestUrl } from "../../../src/client/transport/tenant-url.ts";

describe("a tenant URL", () => {
  it.each([
    ["https://api.example.com/scim/v1", "https://api.example.com/scim/v1/Users"],
    ["https://api.example.com/scim/v1/", "https://api.example.com/scim/v1/Users"],
    ["https://api.example.com/scim/v1///", "https://api.example.com/scim/v1/Users"],
    [" https://api.example.com ", "https://api.example.com/Users"],
    ["https://api.example.com/scim?aadOptscim062020", "https://api.example.com/scim/Users?aadOptscim062020"],
    ["https://api.example.com/scim?aadOptscim062020&", "https://api.example.com/scim/Users?aadOptscim062020"],
    ["https://api.example.com/scim/?a&b=1", "https://api.example.com/scim/Users?a&b=1"],
    ["https://api.example.com/a/../scim", "https://api.example.com/scim/Users"],
    ["http://127.0.0.1:8080/scim", "http://127.0.0.1:8080/scim/Users"],
    ["http://localhost/scim", "http://localhost/scim/Users"],
    ["http://[::1]:1/scim", "http://[::1]:1/scim/Users"],
  ])("%s sends requests for users to %s", (text, expected) => {
    expect(requestUrl(parseTenantUrl(text), "/Users")).toBe(expected);
  });

  it("keeps its flags in front of a query", () => {
    const base = parseTenantUrl("https://api.example.com/scim?aadOptscim062020");
    expect(requestUrl(base, "/Users", new URLSearchParams({ count: "0" }))).toBe(
      "https://api.example.com/scim/Users?aadOptscim062020&count=0",
    );
  });

  it.each([
    ["", "expected an absolute URL"],
    ["api.example.com/scim", "expected an absolute URL"],
    ["ftp://api.example.com", "expected an absolute URL"],
    ["https://user:pass@api.example.com", "must not contain a user name or password"],
    ["http://api.example.com", "use https"],
    ["http://127.0.0.1.example.com", "use https"],
    ["http://localhost.example.com", "use https"],
  ])("%j is rejected: %s", (url, problem) => {
    expect(() => parseTenantUrl(url)).toThrow(TypeError);
    expect(() => parseTenantUrl(url)).toThrow(`Invalid tenant URL`);
    expect(() => parseTenantUrl(url)).toThrow(problem);
  });

  it("may be plain http with the symbol only", () => {
    const options = { baseUrl: "http://scim.example.com", token: "t" };
    expect(() => new ScimClient(options)).toThrow(/https/);
    expect(() => new ScimClient({ ...options, [allowInsecureRequests]: true })).not.toThrow();
    expect(() => new ScimClient(JSON.parse(JSON.stringify({ ...options, allowInsecureRequests: true })))).toThrow();
  });

  it("that is rejected is not repeated in the message, because it may contain a password", () => {
    expect(() => parseTenantUrl("https://user:hunter2@example.com")).toThrow(expect.not.stringContaining("hunter2"));
  });
});

describe("an id in a path", () => {
  it.each([
    ["2819c223", "2819c223"],
    ["a/b", "a%2Fb"],
    ["../Groups", "..%2FGroups"],
    ["%2e%2e", "%252e%252e"],
    ["a?b#c", "a%3Fb%23c"],
    ["\ud800", "%EF%BF%BD"],
  ])("%j stays one segment", (id, expected) => {
    expect(pathSegment(id)).toBe(expected);
  });

  it.each(["", undefined])("%j is a TypeError", (id) => {
    expect(() => pathSegment(id)).toThrow(TypeError);
  });

  it.each([".", ".."])("%j, which a service may choose, is rejected", (id) => {
    expect(() => pathSegment(id)).toThrow(expect.objectContaining({ status: 400, scimType: "invalidValue" }));
  });
});
