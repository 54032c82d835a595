export { type NodeListener, type NodeListenerOptions, toNodeListener } from "./listener.ts";
export type { FrameworkRequest, Origin } from "./request.ts";
export type { WebHandler } from "./web-bridge.ts";
