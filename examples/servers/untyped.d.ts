/**
 * What the examples use of frameworks that come without types; in an app, `@types/express` and `@types/koa` say it all.
 */
declare module "express" {
  import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";

  export type Middleware = (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => void;

  export interface Router extends Middleware {
    use(middleware: Middleware): this;
    use(path: string, middleware: Middleware): this;
  }

  export interface Express extends Router, RequestListener {
    listen(port: number, host?: string, listening?: () => void): Server;
  }

  interface ParserOptions {
    readonly type?: string | readonly string[];
  }

  interface Factory {
    (): Express;
    Router(): Router;
    json(options?: ParserOptions): Middleware;
    text(options?: ParserOptions): Middleware;
    raw(options?: ParserOptions): Middleware;
  }

  const express: Factory;
  export default express;
}

declare module "express-4" {
  export type * from "express";
  export { default } from "express";
}

declare module "koa" {
  import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";

  export interface Context {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly request: { body?: unknown; readonly originalUrl: string };
    path: string;
    respond?: boolean;
  }

  export default class Koa {
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void> | undefined): this;
    callback(): RequestListener;
    listen(port: number): Server;
  }
}
