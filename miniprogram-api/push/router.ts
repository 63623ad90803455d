import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Activity } from '../../domain/activity.ts'
import type { Clock } from '../../domain/clock.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Inbox } from '../../domain/inbox/inbox.ts'
import type { Log } from '../../domain/log.ts'
import { type CallbackCrypto, createCallbackCrypto } from '../../http/callback-crypto.ts'
import type { AddedBy, Context } from '../../http/context.ts'
import { contract } from '../../http/contract.ts'
import { cipherOf } from '../../http/envelope.ts'
import { equalSecret } from '../../http/equal.ts'
import { readBody } from '../../http/read-body.ts'
import { createRouter, type RouteTable } from '../../http/router.ts'
import { inboxIdOf, kindOf, parsePush, unreadableIdOf } from './parse-push.ts'

/** What the console of the mini-program shows under 消息推送. */
export interface PushKeys {
  token: string
  /** EncodingAESKey of the secure and the compatible mode: with it nothing is taken that is not encrypted. */
  aesKey?: string
  appid: string
}

const bodyLimitBytes = 256 * 1024
const windowMs = 10 * 60_000

const once = z.string('exactly once').min(1, 'exactly once')
const signed = { signature: once, timestamp: once, nonce: once }
const checkContract = contract({ query: z.object({ ...signed, echostr: once }), answer: z.string() })
const pushContract = contract({
  query: z.object({ ...signed, msg_signature: once.optional() }),
  answer: z.literal('success'),
})

/**
 * `/mp/push`: GET is the console's check of the address, POST what WeChat tells of users and orders. Answered `success` once its
 * inbox record is durable. https://developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.html
 */
export function createPushRouter(deps: {
  keys: PushKeys
  inbox: Inbox
  clock: Clock
  log: Log
  background: Activity['background']
}): RouteTable {
  const { keys, inbox, clock, log, background } = deps
  const crypto =
    keys.aesKey === undefined
      ? null
      : createCallbackCrypto({ ...keys, aesKey: keys.aesKey, receiver: keys.appid })

  const router = createRouter({ prefix: '/mp' })
  router.get('/push', checkContract, (ctx) => {
    const { echostr, ...query } = ctx.state.given.query
    requireSigned(keys.token, query, clock.now())
    ctx.type = 'text/plain'
    ctx.body = echostr
  })
  router.post('/push', pushContract, receive)
  return router

  async function receive(ctx: Context<AddedBy<typeof pushContract>>): Promise<void> {
    const { query } = ctx.state.given
    const body = await readBody(ctx, bodyLimitBytes)
    requireWithinWindow(query.timestamp, clock.now())
    if (crypto === null) requireSigned(keys.token, query, clock.now())
    await store(crypto === null ? body : opened(crypto, body, query))
    ctx.status = 200
    ctx.type = 'text/plain'
    ctx.body = 'success'
  }

  async function store(plain: string): Promise<void> {
    const push = await parsePush(plain)
    const known = push && { _id: inboxIdOf(push), kind: kindOf(push), at: new Date(push.CreateTime * 1_000) }
    const record = known ?? { _id: unreadableIdOf(plain), kind: 'unreadable', at: clock.now() }
    // A retry would bring the same again, so what is authentic but not understood is kept and acknowledged.
    await inbox.accept({ ...record, source: 'wechat', payload: push ? { push } : { plain } })
    if (!push) log.warn({ inboxId: record._id }, 'authentic push that is not understood; kept')
    // Also on a repeat: the process that took the first delivery may be gone.
    background('inbox', () => inbox.process(record._id))
  }
}

function opened(
  crypto: CallbackCrypto,
  body: string,
  query: { msg_signature?: string; timestamp: string; nonce: string },
): string {
  const cipher = body.trimStart().startsWith('<') ? cipherOf(body) : cipherInJson(body)
  if (cipher === null || query.msg_signature === undefined)
    throw new DomainError('request.malformed', {
      expected: 'an encrypted message: choose the secure mode 安全模式',
    })
  const { msg_signature: signature, timestamp, nonce } = query
  return crypto.open({ signature, timestamp, nonce, cipher })
}

function cipherInJson(body: string): string | null {
  try {
    return z.object({ Encrypt: z.string() }).parse(JSON.parse(body)).Encrypt
  } catch {
    return null
  }
}

function requireSigned(
  token: string,
  { signature, timestamp, nonce }: { signature: string; timestamp: string; nonce: string },
  now: Date,
): void {
  requireWithinWindow(timestamp, now)
  const expected = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
  if (!equalSecret(signature, expected)) throw new DomainError('signature.invalid', { check: 'signature' })
}

function requireWithinWindow(timestamp: string, now: Date): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new DomainError('request.malformed', { expected: 'timestamp in seconds' })
  const offMs = Math.abs(now.getTime() - Number(timestamp) * 1_000)
  if (offMs > windowMs) throw new DomainError('signature.invalid', { check: 'window' })
}
