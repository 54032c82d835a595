/** Joins the parts of a message, each as a sentence. */

/** The parts in one line; a part without punctuation at its end gets a full stop. The last part stays as it is. */
export function joinSentences(parts: readonly (string | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined && part !== "");
  return given
    .map((part, index) => (index < given.length - 1 && !/[.!?:]$/.test(part ?? "") ? `${part}.` : part))
    .join(" ");
}
