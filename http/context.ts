import type { Middleware, Next, ParameterizedContext } from 'koa'
import type { GuardNote } from './guard-note.ts'
import type { RefusalNote } from './refusal-note.ts'

/** What every request carries from its first line on. */
export interface RequestState {
  requestId: string
  /** Why it was refused, for its log line. */
  refused?: RefusalNote
  /** The body as it came, once a guard has read it, such as one that checks a signature over it. */
  bodyText?: string
}

/** What the router adds. */
export interface RouteContext {
  /** Values of the `:names` in the route's pattern. */
  params: Record<string, string>
  /** The route's pattern. */
  _matchedRoute?: string | RegExp
}

/** A request on its way; `S` is what guards before have left in `ctx.state`. */
export type Context<S = unknown> = ParameterizedContext<RequestState & S, RouteContext>

/** Middleware of the application, before any route is known. */
export type AppMiddleware = Middleware<RequestState, RouteContext>

/**
 * Middleware before a handler: lets the request through or throws. `Adds` is what it leaves in `ctx.state`, `Needs` what
 * guards before it must have left there.
 */
export interface Guard<Adds = unknown, Needs = unknown> {
  (ctx: Context<Needs>, next: Next): Promise<void>
  /** Never set: carries the type. */
  readonly adds?: Adds
  readonly note?: GuardNote
}

export type AddedBy<G> = G extends Guard<infer Adds, never> ? Adds : never

export type Handler<S = unknown> = (ctx: Context<S>) => Promise<void> | void
