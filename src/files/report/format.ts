/** Formats numbers and times for people. */

const NUMBERS = new Intl.NumberFormat("en");

/** `12,345`. */
export function formatNumber(value: number): string {
  return NUMBERS.format(value);
}

/** `1 account`, `2 accounts`, `3 entries`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** A point in time, in milliseconds since the epoch, as UTC: `2026-11-22 21:51:07 UTC`. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A duration: `1.5 s`, `12 min`, `3 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
