export { createTestClock, type TestClock } from "./clock.ts";
export type { ContractCase } from "./contracts/case.ts";
export { type StateContractOptions, stateContract } from "./contracts/state-contract.ts";
export { type StoreContractOptions, storeContract } from "./contracts/store-contract.ts";
export { createProxyclickEmulator, type ProxyclickEmulator } from "./emulator/emulator.ts";
export { EVERY_FAULT, type Fault, type FaultPlan, type FaultRequest, type Sleep } from "./emulator/fault.ts";
export { type RandomFaultOptions, randomFaults, scriptedFaults } from "./emulator/faults.ts";
export type { Journal, JournalEntry } from "./emulator/journal.ts";
export {
  type Breakable,
  type ListeningEmulator,
  type ListeningServer,
  type ListenOptions,
  listen,
} from "./emulator/listen.ts";
export type { CityAddress, EmulatedLocation, LocationConditions, Memberships } from "./emulator/locations.ts";
export { type MswHttp, proxyclickHandlers } from "./emulator/msw-handlers.ts";
export type { ProxyclickEmulatorOptions } from "./emulator/options.ts";
export { seededRandom } from "./emulator/random.ts";
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
