import Router from '@koa/router'
import type { AppMiddleware, Guard, Handler } from './context.ts'

/** Guards in their order, then the handler; one that reads what no guard left does not compile. */
interface Route {
  (path: string, handler: Handler): unknown
  <A>(path: string, a: Guard<A>, handler: Handler<A>): unknown
  <A, B>(path: string, a: Guard<A>, b: Guard<B, A>, handler: Handler<A & B>): unknown
  <A, B, C>(
    path: string,
    a: Guard<A>,
    b: Guard<B, A>,
    c: Guard<C, A & B>,
    handler: Handler<A & B & C>,
  ): unknown
}

/** The addresses of one surface, for `createApp`. */
export interface Routes {
  routes(): AppMiddleware
}

export interface RouteTable extends Routes {
  /** As declared so far: method names in capitals, the pattern with its prefix, guards and handler in their order. */
  readonly stack: readonly { methods: readonly string[]; path: string | RegExp; stack: readonly unknown[] }[]
  get: Route
  post: Route
  put: Route
  patch: Route
  delete: Route
  /** Before the guards of every route declared after it. */
  use(guard: Guard): unknown
}

/** A router that takes a path as it is written: `/Metrics` and `/metrics/` are no `/metrics`. */
export function createRouter({ prefix }: { prefix?: string } = {}): RouteTable {
  // The library's own types know neither what a guard adds nor what a handler needs.
  return new Router({ ...(prefix && { prefix }), strict: true, sensitive: true }) as unknown as RouteTable
}

/** Answers 405 with `Allow`, 501, or OPTIONS, for whatever no route took. One for all routers. */
export function answerOtherMethods(): AppMiddleware {
  return new Router().allowedMethods() as unknown as AppMiddleware
}
