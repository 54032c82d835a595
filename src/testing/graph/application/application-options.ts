/** The options of enterprise applications, and their check. */
import type { ApplicationOptions } from "../synchronization/options.ts";
import type { GalleryEntry } from "./gallery.ts";

/** Options of emulated enterprise applications. */
export interface EnterpriseApplicationOptions extends ApplicationOptions {
  /** Entries of the gallery besides Proxyclick. */
  readonly gallery?: readonly GalleryEntry[] | undefined;
}

const CHOICES: readonly (readonly [keyof ApplicationOptions, readonly unknown[]])[] = [
  ["runCycles", [true, false]],
  ["hasPremiumLicense", [true, false]],
  ["secrets", ["merge", "replace"]],
  ["onDemandKey", ["json", "typeName"]],
  ["validationErrors", ["json", "wrapped", "sentence"]],
];

const FUNCTIONS = ["targetFetch", "evaluations", "logDelay"] as const;

/**
 * Checks options, so that a typing error cannot make a test pass for the wrong reason.
 *
 * @throws RangeError for an invalid option.
 */
export function assertApplicationOptions(options: EnterpriseApplicationOptions): void {
  for (const [name, allowed] of CHOICES) {
    const value = options[name];
    if (value !== undefined && !allowed.includes(value)) reject(name, allowed.join(" or "));
  }
  for (const name of FUNCTIONS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "function") reject(name, "a function");
  }
  if (options.runCycles === true && options.targetFetch === undefined) {
    reject("runCycles", "targetFetch beside it, which sends the requests of cycles to the Tenant URL");
  }
  if (options.gallery?.some(({ displayName }) => typeof displayName !== "string" || displayName === "") === true) {
    reject("gallery", "entries with a displayName");
  }
}

function reject(name: string, expected: string): never {
  throw new RangeError(`Invalid ${name}: expected ${expected}.`);
}
