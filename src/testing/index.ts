/**
 * Emulators of Proxyclick and of Microsoft Graph, a test clock, contract suites and request scripts of provisioning
 * services.
 *
 * @module
 */
export { createTestClock, type TestClock } from "./clock.ts";
export type { ContractCase } from "./contracts/contract-case.ts";
export { stateContract } from "./contracts/state-contract.ts";
export { storeContract } from "./contracts/store-contract.ts";
export { createProxyclickEmulator, type ProxyclickEmulator } from "./emulator/emulator.ts";
export { EVERY_FAULT, type Fault, type FaultPlan } from "./emulator/fault.ts";
export { randomFaults, scriptedFaults } from "./emulator/fault-plans.ts";
export { listen } from "./emulator/listen.ts";
export type { EmulatedLocation } from "./emulator/locations.ts";
export { proxyclickHandlers } from "./emulator/msw-handlers.ts";
export type { ProxyclickEmulatorOptions } from "./emulator/options.ts";
export type { RecordedRequest } from "./emulator/request-journal.ts";
export type { EmulatedApplications, EmulatedJob } from "./graph/application/enterprise-applications.ts";
export type { GalleryEntry, TemplateOptions } from "./graph/application/gallery.ts";
export { createGraphEmulator } from "./graph/create-graph-emulator.ts";
export type { GraphBehavior } from "./graph/directory/behavior.ts";
export type { EmulatedObject } from "./graph/directory/directory-users.ts";
export type { EmulatedAppRole } from "./graph/directory/service-principals.ts";
export type { GraphEmulator } from "./graph/graph-emulator.ts";
export type { EmulatedAssignments, EmulatedGroups, EmulatedUsers } from "./graph/mutations.ts";
export type { GraphEmulatorOptions } from "./graph/options.ts";
export type { GraphThrottle } from "./graph/service/resource-units.ts";
export type { ReplaceEvaluation } from "./graph/synchronization/parse-expression.ts";
export type { JobChanges } from "./graph/synchronization/synchronization-job.ts";
export { entraScript, type ScriptUser } from "./scripts/entra-script.ts";
export { oktaScript } from "./scripts/okta-script.ts";
export { oneLoginScript } from "./scripts/onelogin-script.ts";
export {
  type RequestScript,
  replayScript,
} from "./scripts/replay-script.ts";
