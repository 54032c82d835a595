export { createProxyclickEmulator, type ProxyclickEmulator, type ProxyclickEmulatorOptions } from "./emulator.ts";
export { type MswHttp, proxyclickHandlers } from "./msw-handlers.ts";
