/** Request bodies: media types, encodings, limits and syntax. */
import { describe, expect, it } from "vitest";
import { fullProfile } from "../../../src/server/index.ts";
import { createService, TOKEN } from "../service.ts";

const small = { ...fullProfile(), limits: { ...fullProfile().limits, bodyBytes: 100, jsonDepth: 4 } };

describe("a request body", () => {
  // RFC 8259 §11: a charset has no effect on what is JSON.
  it.each([
    "application/scim+json",
    "application/json",
    "application/scim+json; charset=utf-8",
    "application/json;charset=utf-16",
    "APPLICATION/JSON",
  ])("may be %s", async (type) => {
    const answer = await createService().call("POST", "/Users", {
      body: { userName: "a" },
      headers: { "content-type": type },
    });
    expect(answer.status).toBe(201);
  });

  it.each(["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp"])(
    "of the media type %s gets 415",
    async (type) => {
      const answer = await createService().call("POST", "/Users", {
        body: { userName: "a" },
        headers: { "content-type": type },
      });
      expect(answer).toMatchObject({ status: 415, body: { status: "415" } });
    },
  );

  it.each([
    ["gzip", 415],
    ["br, gzip", 415],
    ["identity", 201],
  ])("with the Content-Encoding %s gets %i", async (encoding, status) => {
    const answer = await createService().call("POST", "/Users", {
      body: { userName: "a" },
      headers: { "content-encoding": encoding },
    });
    expect(answer.status).toBe(status);
  });

  it.each([
    ["empty", ""],
    ["blank", "  \n"],
    ["not JSON", "{userName:'a'}"],
    ["cut short", '{"userName":"a"'],
    ["a list", "[]"],
    ["a text", '"a"'],
    ["null", "null"],
    ["nested too deep", '{"a":{"b":{"c":{"d":[]}}}}'],
  ])("that is %s gets 400 invalidSyntax", async (_, body) => {
    const answer = await createService({ profile: small }).call("POST", "/Users", { body });
    expect(answer).toMatchObject({ status: 400, body: { status: "400", scimType: "invalidSyntax" } });
  });

  it.each(["utf16le", "latin1"] as const)("in %s is answered 400, whatever its charset says", async (encoding) => {
    const { handler } = createService();
    const request = new Request("https://scim.example/scim/v2/Users", {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json; charset=utf-16" },
      body: new Uint8Array(Buffer.from('{"userName":"zoë"}', encoding)),
    });
    const response = await handler(request);
    expect([response.status, await response.json()]).toMatchObject([400, { scimType: "invalidSyntax" }]);
  });

  it("that is not UTF-8 gets 400", async () => {
    const { handler } = createService();
    const response = await handler(
      new Request("https://scim.example/scim/v2/Users", {
        method: "POST",
        headers: { authorization: "Bearer correct-horse", "content-type": "application/json" },
        body: new Uint8Array([0x7b, 0xff, 0x7d]),
      }),
    );
    expect(response.status).toBe(400);
  });

  it("of the maximum size and depth is accepted", async () => {
    const text = JSON.stringify({ userName: "a", name: { givenName: "" } });
    const body = text.replace('""', `"${"x".repeat(100 - text.length)}"`);
    expect(body).toHaveLength(100);
    expect((await createService({ profile: small }).call("POST", "/Users", { body })).status).toBe(201);
  });

  it("over the limit gets 413, by its declared length", async () => {
    const answer = await createService({ profile: small }).call("POST", "/Users", {
      body: { userName: "a".repeat(100) },
      headers: { "content-length": "1000" },
    });
    expect(answer).toMatchObject({ status: 413, body: { status: "413" } });
  });

  it("over the limit gets 413 while it streams in, without reading the rest", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(64).fill(0x20));
      },
    });
    const init = {
      method: "POST",
      headers: { authorization: "Bearer correct-horse", "content-type": "application/json" },
      body: endless,
      duplex: "half",
    };
    const response = await createService({ profile: small }).handler(
      new Request("https://scim.example/scim/v2/Users", init),
    );
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(10);
  });

  it("that breaks off gets 400, and is not reported", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("connection reset"));
      },
    });
    const init = {
      method: "POST",
      headers: { authorization: "Bearer correct-horse", "content-type": "application/json" },
      body: broken,
      duplex: "half",
    };
    const service = createService();
    const response = await service.handler(new Request("https://scim.example/scim/v2/Users", init));
    expect(response.status).toBe(400);
    expect(service.errors).toEqual([]);
  });

  it("is not quoted in the error", async () => {
    const answer = await createService().call("POST", "/Users", { body: '{"password": hunter2-secret}' });
    expect(answer.text).not.toContain("hunter2-secret");
  });
});
