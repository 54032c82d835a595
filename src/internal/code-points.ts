/** The order of strings by code point, which is that of their UTF-8 bytes and of the C collation of databases. */

/** A code unit whose place in UTF-16 order differs from that of its code point: a surrogate, or one above them. */
const HIGH_UNIT = /[\ud800-\uffff]/;

/** Negative, zero or positive as the first string comes before, equals or comes after the second one. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const order = a < b ? -1 : 1;
  if (!HIGH_UNIT.test(a) || !HIGH_UNIT.test(b)) return order;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  const [first, second] = [a.charCodeAt(at), b.charCodeAt(at)];
  // Surrogates stand for code points above all others.
  const differInKind = isSurrogate(first) !== isSurrogate(second) && first >= 0xd8_00 && second >= 0xd8_00;
  return differInKind ? -order : order;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit <= 0xdf_ff;
}

/** The beginning of a string of up to `length` code units, without half of a surrogate pair at its end. */
export function cutString(value: string, length: number): string {
  if (value.length <= length) return value;
  const last = value.charCodeAt(length - 1);
  return value.slice(0, last >= 0xd8_00 && last <= 0xdb_ff ? length - 1 : length);
}

/** Whether databases can store a string: they store neither NUL nor a surrogate without its pair. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes("\0");
}
