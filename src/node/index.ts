export { type NodeListenerOptions, toNodeListener, type WebHandler } from "./listener.ts";
