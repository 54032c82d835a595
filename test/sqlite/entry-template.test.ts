/** Entries as differences from a template: every text comes back exactly. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { EntryTemplate } from "../../src/sqlite/entry-template.ts";

const roundTrip = (template: string, text: string, known: readonly string[] = []) => {
  const compressor = new EntryTemplate(template);
  const difference = compressor.compress(text, known);
  return { difference, text: compressor.expand(JSON.parse(difference), known) };
};

it("any text comes back from any template", () => {
  const part = fc.constantFrom('"', "'", "a", '"a', "'b", '":', ",", "é", "\ud83d\ude00", "1");
  const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 3 }), (template, entry, known) => {
      expect(roundTrip(template, entry, known).text).toBe(entry);
    }),
  );
});

it.each([
  { what: "an equal text", text: '{"id":"1","name":"Ada"}', difference: "[10]" },
  { what: "another value", text: '{"id":"2","name":"Ada"}', difference: '[3,"\\"2",6]' },
  { what: "a known value", text: '{"id":"9","name":"Ada"}', difference: "[3,-1,6]" },
  { what: "an attribute that is missing", text: '{"name":"Ada"}', difference: "[1,[5],5]" },
])("$what is a short difference", ({ text, difference }) => {
  expect(roundTrip('{"id":"1","name":"Ada"}', text, ["9"]).difference).toBe(difference);
});
