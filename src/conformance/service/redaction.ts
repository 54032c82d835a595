/** Hides secrets in what a report shows; the checks judge the responses as they were received. */

/** Shorter secrets are hidden as whole words only: one letter is a part of nearly every word of a report. */
const MIN_LENGTH_INSIDE_WORDS = 8;

/** The secrets of a run. */
export class Redaction {
  readonly #hidden: (readonly [pattern: RegExp, label: string])[] = [];
  readonly #known = new Set<string>();

  /**
   * Hides a secret from now on, as it is and as JSON, URLs and forms write it.
   *
   * @param label - what is shown in its place
   */
  add(secret: string, label: "[token]" | "[secret]"): void {
    if (secret === "" || this.#known.has(secret)) return;
    this.#known.add(secret);
    const form = new URLSearchParams({ s: secret }).toString().slice(2);
    for (const spelling of new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), form])) {
      const literal = spelling.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
      const pattern =
        secret.length < MIN_LENGTH_INSIDE_WORDS ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal;
      this.#hidden.push([new RegExp(pattern, "gu"), label]);
    }
  }

  /** The content without the secrets. */
  hide(content: string): string {
    return this.#hidden.reduce((shown, [pattern, label]) => shown.replace(pattern, label), content);
  }
}
