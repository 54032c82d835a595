export { createTestClock, type TestClock } from "./clock.ts";
export {
  type CheckDescription,
  type CheckResult,
  CONFORMANCE_CHECKS,
  type ConformanceOptions,
  type ConformanceProfile,
  type ConformanceReport,
  checkConformance,
  countOutcomes,
  type Evidence,
  type Feature,
  type Fetch,
  formatConformanceReport,
  type Level,
  type Need,
  type Outcome,
  type SentRequest,
} from "./conformance/index.ts";
export { createProxyclickEmulator, type ProxyclickEmulator, type ProxyclickEmulatorOptions } from "./emulator.ts";
export {
  EVERY_FAULT,
  type Fault,
  type FaultPlan,
  type FaultRequest,
  type RandomFaultOptions,
  randomFaults,
  type Sleep,
  scriptedFaults,
} from "./faults.ts";
export type { Journal, JournalEntry } from "./journal.ts";
export { type Breakable, type ListeningEmulator, type ListeningServer, type ListenOptions, listen } from "./listen.ts";
export type { CityAddress, EmulatedLocation, LocationConditions, Memberships } from "./locations.ts";
export { type MswHttp, proxyclickHandlers } from "./msw-handlers.ts";
export { seededRandom } from "./random.ts";
export { type EntraScriptOptions, entraScript, type ScriptPerson } from "./scripts/entra.ts";
export { type OktaScriptOptions, oktaScript } from "./scripts/okta.ts";
export { oneLoginScript } from "./scripts/onelogin.ts";
export {
  type ReplayedRequest,
  type ReplayOptions,
  type RequestScript,
  replayScript,
  type ScriptedRequest,
} from "./scripts/script.ts";
export { type StateContractCase, type StateContractOptions, stateContract } from "./state-contract.ts";
export { type StoreContractCase, type StoreContractOptions, storeContract } from "./store-contract.ts";
