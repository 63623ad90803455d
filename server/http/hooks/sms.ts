import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { z } from 'zod'
import type { Activity } from '../../../domain/activity.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Inbox, NewInboxRecord } from '../../../domain/inbox/inbox.ts'
import type { Log } from '../../../domain/log.ts'
import type { SmsGatewayHooks } from '../../../domain/outreach/ports.ts'
import type { AddedBy, Context, Guard } from '../../../http/context.ts'
import { contract, roundingJson } from '../../../http/contract.ts'
import { equalSecret } from '../../../http/equal.ts'
import { HttpRefusal } from '../../../http/refusal.ts'

const bodyLimitBytes = 1024 * 1024
const parallel = 16

/** The answers by which a push counts as taken; anything else comes again. */
const taken = {
  aliyun: { code: z.literal(0), msg: z.string() },
  tencent: { result: z.literal(0), errmsg: z.string() },
}
const answers = { aliyun: { code: 0, msg: '接收成功' }, tencent: { result: 0, errmsg: 'OK' } } as const

/** What the gateway pushes is read by its adapter, entry by entry; it repeats a push that is not answered like this. */
export const smsContract = contract({
  body: roundingJson(bodyLimitBytes),
  answer: z.union([z.object(taken.aliyun), z.object(taken.tencent)]),
})
type Push = Context<AddedBy<typeof smsContract>>

/** The gateway signs nothing: the secret in the path is the only proof, and a wrong one finds no such address. */
export function requireSecretInPath(secret: string): Guard {
  return async function checkSecretInPath(ctx, next) {
    if (!equalSecret(ctx.params.secret ?? '', secret)) throw new HttpRefusal('route.not_found')
    await next()
  }
}

/** POST /hooks/sms/<gateway>/:secret/report and /up: one inbox record per entry, all durable before the answer. */
export function createSmsHooks(deps: {
  name: keyof typeof answers
  gateway: SmsGatewayHooks
  inbox: Inbox
  background: Activity['background']
  log: Log
}) {
  const { gateway, inbox, background, log } = deps

  async function take<T>(
    ctx: Push,
    read: (body: unknown) => { items: T[]; malformed: number },
    recordOf: (item: T) => NewInboxRecord,
  ) {
    const { items, malformed } = read(ctx.state.given.body)
    // One bad entry must not bring the good ones back; nothing but bad ones is no push of the gateway.
    if (items.length === 0 && malformed > 0) {
      throw new DomainError('request.malformed', { expected: 'the documented array' })
    }
    if (malformed > 0) log.warn({ malformed }, 'entries of an SMS push could not be read')
    const records = items.map(recordOf)
    // A push may hold thousands and is awaited for seconds only.
    await inParallel(records, (record) => inbox.accept(record))
    background('sms hook', () => inParallel(records, ({ _id }) => inbox.process(_id)))
    ctx.body = answers[deps.name]
  }

  return {
    report: (ctx: Push) =>
      take(ctx, gateway.parseReports, (report) => ({
        // May repeat; the documented key is message and phone. A later push may bring another result.
        _id: `sms:report:${digest(`${report.bizId} ${report.phone} ${report.delivered} ${report.code}`)}`,
        source: 'sms',
        kind: 'report',
        at: report.at,
        payload: { report },
      })),

    up: (ctx: Push) =>
      take(ctx, gateway.parseUplinks, (uplink) => ({
        // The sequence may come as a number beyond what JSON can carry exactly: alone it would make two replies one.
        _id: `sms:up:${digest(`${uplink.sequenceId} ${uplink.phone} ${uplink.at.getTime()} ${uplink.text}`)}`,
        source: 'sms',
        kind: 'up',
        at: uplink.at,
        payload: { uplink },
      })),
  }
}

async function inParallel<T>(all: T[], work: (each: T) => Promise<unknown>): Promise<void> {
  const slot = pLimit(parallel)
  await Promise.all(all.map((each) => slot(() => work(each))))
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
