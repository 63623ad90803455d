import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import { DomainError } from '../domain/errors.ts'
import type { Inbox, NewInboxRecord } from '../domain/inbox/inbox.ts'
import type { Log } from '../domain/log.ts'
import { type CallbackCrypto, type CallbackKeys, createCallbackCrypto } from '../http/callback-crypto.ts'
import type { AddedBy, Context, Guard } from '../http/context.ts'
import { contract } from '../http/contract.ts'
import { cipherOf } from '../http/envelope.ts'
import { readBody } from '../http/read-body.ts'
import { HttpRefusal } from '../http/refusal.ts'
import { createRouter, type RouteTable } from '../http/router.ts'
import { inboxIdOf, unreadableIdOf } from './inbox-id.ts'
import { kindOf, parseEvent, type WecomEvent, welcomeCodeEnd } from './parse-event.ts'

export type CallbackResult =
  | 'stored'
  | 'repeated'
  | 'unreadable'
  | 'malformed'
  | 'refused'
  | 'too_large'
  | 'too_slow'

const bodyLimitBytes = 256 * 1024
const windowMs = 10 * 60_000

/** Of a repeated parameter koa makes a list, which is none of these. */
const once = z.string('exactly once').min(1, 'exactly once')
const signed = { msg_signature: once, timestamp: once, nonce: once }
const checkContract = contract({ query: z.object({ ...signed, echostr: once }), answer: z.string() })
const deliveryContract = contract({ query: z.object(signed), answer: z.literal('') })

interface KnownApp {
  crypto: CallbackCrypto
}

function requireApp(apps: ReadonlyMap<string, CallbackCrypto>): Guard<KnownApp> {
  return async function checkApp(ctx, next) {
    const crypto = apps.get(ctx.params.app ?? '')
    if (!crypto) throw new HttpRefusal('route.not_found')
    Object.assign(ctx.state, { crypto })
    await next()
  }
}

function countRefusals(count: (result: CallbackResult) => void): Guard {
  return async function countRefusal(_ctx, next) {
    try {
      await next()
    } catch (error) {
      const result = resultOf(error)
      if (result) count(result)
      throw error
    }
  }
}

/**
 * `/wecom/callback/:app`: GET is the console's check of the URL, POST a delivery. A delivery is answered 200 with an empty
 * body once its inbox record is durable; the work follows in the background. Never 5xx for what the sender did.
 */
export function createCallbackRouter(deps: {
  apps: Record<string, CallbackKeys>
  inbox: Inbox
  clock: Clock
  log: Log
  background: Activity['background']
  count: (result: CallbackResult) => void
}): RouteTable {
  const { inbox, clock, log, background, count } = deps
  const apps = new Map(Object.entries(deps.apps).map(([app, keys]) => [app, createCallbackCrypto(keys)]))

  const router = createRouter({ prefix: '/wecom/callback' })
  router.get('/:app', requireApp(apps), checkContract, (ctx) => {
    const { msg_signature: signature, echostr, ...query } = ctx.state.given.query
    requireWithinWindow(query.timestamp, clock.now())
    // A plus sign that was not escaped arrives as a blank, which base64 does not have.
    const cipher = echostr.replaceAll(' ', '+')
    ctx.type = 'text/plain'
    ctx.body = ctx.state.crypto.open({ ...query, signature, cipher })
  })
  router.post('/:app', countRefusals(count), requireApp(apps), deliveryContract, receive)
  return router

  async function receive(ctx: Context<KnownApp & AddedBy<typeof deliveryContract>>): Promise<void> {
    const { msg_signature: signature, ...query } = ctx.state.given.query
    const cipher = cipherOf(await readBody(ctx, bodyLimitBytes))
    if (cipher === null) throw new DomainError('request.malformed', { expected: 'one Encrypt element' })
    requireWithinWindow(query.timestamp, clock.now())
    await store(ctx.state.crypto.open({ ...query, signature, cipher }))
    ctx.status = 200
    ctx.body = ''
  }

  async function store(plain: string): Promise<void> {
    const event = await parseEvent(plain)
    // A retry would bring the same again, so what is authentic but not understood is kept and acknowledged.
    const record = event ? recordOf(event) : unreadable(plain, clock.now())
    const outcome = await inbox.accept(record)
    if (!event) log.warn({ inboxId: record._id }, 'authentic callback that is not understood; kept')
    count(outcome === 'repeat' ? 'repeated' : event ? 'stored' : 'unreadable')
    // Also on a repeat: the process that took the first delivery may be gone.
    background('inbox', () => inbox.process(record._id))
  }
}

function recordOf(event: WecomEvent): NewInboxRecord {
  return {
    _id: inboxIdOf(event),
    source: 'wecom',
    kind: kindOf(event),
    at: new Date(event.CreateTime * 1_000),
    urgentUntil: welcomeCodeEnd(event),
    payload: { event },
  }
}

function unreadable(plain: string, now: Date): NewInboxRecord {
  return { _id: unreadableIdOf(plain), source: 'wecom', kind: 'unreadable', at: now, payload: { xml: plain } }
}

function requireWithinWindow(timestamp: string, now: Date): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new DomainError('request.malformed', { expected: 'timestamp in seconds' })
  const offMs = Math.abs(now.getTime() - Number(timestamp) * 1_000)
  if (offMs > windowMs) throw new DomainError('signature.invalid', { check: 'window' })
}

function resultOf(error: unknown): CallbackResult | null {
  if (error instanceof HttpRefusal) return error.code === 'request.too_slow' ? 'too_slow' : null
  if (!(error instanceof DomainError)) return null
  if (error.code === 'request.too_large') return 'too_large'
  if (error.code === 'signature.invalid') return 'refused'
  return error.code === 'request.malformed' ? 'malformed' : null
}
