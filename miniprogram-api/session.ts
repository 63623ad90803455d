import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import { DomainError } from '../domain/errors.ts'
import type { Context, Guard } from '../http/context.ts'
import type { Customer } from '../models/customer.ts'
import type { SessionStore } from '../models/sessions.ts'

/** Sessions slide: 30 days from the last use. */
export const sessionMs = 30 * 86_400_000

export interface Login {
  /** Id of the log-in: the customer's id at that time, which stays the same through merges. */
  subject: string
  customer: Customer
  /** The account it was opened by; absent on those of earlier releases. */
  openid?: string
  /** AppID of the brand's mini-program it is of; absent = the configured one. */
  appid?: string
}

/**
 * The account somebody has in the configured mini-program: the one they logged in by. Sessions of earlier releases do not say which,
 * and who logged in by a brand's may have one: then it is one of their own.
 */
export function openidOf({ customer, openid, appid: brand }: Login, appid: string): string | undefined {
  const prefix = `openid:${appid}:`
  return (
    (brand === undefined ? openid : undefined) ??
    customer.ids.find((id) => id.startsWith(prefix))?.slice(prefix.length)
  )
}

export interface LoggedIn {
  login: Login
}

/** Guards by the bearer token of a request. */
export function createSessionGuards(deps: { sessions: SessionStore; customers: Customers; clock: Clock }) {
  const { sessions, customers, clock } = deps

  /** A token that is not valid (any more) is session.invalid, never a stranger. */
  async function loginOf(ctx: Context): Promise<Login | null> {
    const header = ctx.get('authorization')
    if (header === '') return null
    // The scheme is written in any case (RFC 7235, 2.1).
    const token = /^Bearer +([\w-]{1,100})$/i.exec(header)?.[1] ?? ''
    const session = await sessions.use('mp', token, clock.now(), sessionMs)
    const customer = session && (await customers.find(session.subject))
    if (!session || !customer) throw new DomainError('session.invalid')
    const { subject, openid, appid } = session
    return { subject, customer, ...(openid && { openid }), ...(appid && { appid }) }
  }

  /** Lets anybody through; `login` is null without a token. */
  const readSession: Guard<{ login: Login | null }> = async (ctx, next) => {
    Object.assign(ctx.state, { login: await loginOf(ctx) })
    await next()
  }

  /** Lets through who is logged in; session.invalid for anybody else. */
  const requireSession: Guard<LoggedIn> = async (ctx, next) => {
    const login = await loginOf(ctx)
    if (!login) throw new DomainError('session.invalid')
    Object.assign(ctx.state, { login })
    await next()
  }

  const refusals = ['session.invalid'] as const
  return {
    readSession: Object.assign(readSession, { note: { refusals, login: 'used' } as const }),
    requireSession: Object.assign(requireSession, { note: { refusals, login: 'needed' } as const }),
  }
}
