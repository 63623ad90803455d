import type { Context } from 'koa'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import { DomainError } from '../domain/errors.ts'
import type { Customer } from '../models/customer.ts'
import type { SessionStore } from '../models/sessions.ts'

/** Sessions slide: 30 days from the last use. */
export const sessionMs = 30 * 86_400_000

export interface LoggedIn {
  /** Id of the log-in: the customer's id at that time, which stays the same through merges. */
  subject: string
  customer: Customer
}

export type Who = ReturnType<typeof createWho>

/** Reads the bearer token of a request. */
export function createWho(deps: { sessions: SessionStore; customers: Customers; clock: Clock }) {
  const { sessions, customers, clock } = deps

  /** Who is logged in; null without a token. A token that is not valid (any more) is session.invalid, never a stranger. */
  async function whoever(ctx: Context): Promise<LoggedIn | null> {
    const header = ctx.get('authorization')
    if (header === '') return null
    const token = /^Bearer ([\w-]{1,100})$/.exec(header)?.[1] ?? ''
    const session = await sessions.use('mp', token, clock.now(), sessionMs)
    const customer = session && (await customers.find(session.subject))
    if (!session || !customer) throw new DomainError('session.invalid')
    return { subject: session.subject, customer }
  }

  /** Who is logged in; session.invalid for anybody else. */
  async function required(ctx: Context): Promise<LoggedIn> {
    const found = await whoever(ctx)
    if (!found) throw new DomainError('session.invalid')
    return found
  }

  return { whoever, required }
}
