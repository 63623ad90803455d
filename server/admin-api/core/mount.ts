import { nanoid } from 'nanoid'
import { integrationOf } from '../../../domain/api-keys/admit.ts'
import type { AnswerOnce } from '../../../domain/api-keys/answer-once.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Log } from '../../../domain/log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Context } from '../../../http/context.ts'
import { asPromised } from '../../../http/contract.ts'
import { createToldLimit } from '../../../http/rate-limit.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { answerFaults } from './answer-faults.ts'
import type { AllHandlers, Client, ContractTable, FileAnswer, Terms } from './endpoint.ts'
import {
  readFile,
  readJson,
  refuseKeyInAddress,
  requireOwnOrigin,
  requireRole,
  requireScope,
} from './guards.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { read } from './read.ts'
import { sendFile } from './send-file.ts'
import { bearerOf } from './who.ts'

/** Who is at the other end of a request. */
export type Who = (ctx: Context) => Promise<{ caller: Caller | null; client: Client }>

/** A handler as the mount calls it: which one belongs to which terms was checked where the two were written. */
type AnyHandler = (asked: unknown) => unknown

/** What a system may ask in a minute of one process. */
const callsPerMinute = 600

/**
 * The routes of a contract below `/api/v1`. Before a handler: our own origin where something changes, a log-in, the role,
 * and what was sent by its schema; after it, its answer by its own. A system with a key needs no origin but its scope, is
 * held to a rate, and what it posts under an Idempotency-Key is done once.
 */
export function mount<C extends ContractTable>(deps: {
  contract: C
  handlers: AllHandlers<C>
  who: Who
  publicUrl: string
  answerOnce: AnswerOnce
  /** Of a key, in a minute of this process; 600 unless said. */
  callsPerMinute?: number
  /** What the page calls the present. */
  clock: Clock
  log: Log
}): RouteTable {
  const { contract, who, clock, log } = deps
  const origin = new URL(deps.publicUrl).origin
  const keepToRate = createToldLimit(deps.callsPerMinute ?? callsPerMinute)
  const router = createRouter({ prefix: '/api/v1' })
  router.use(async (ctx, next) => {
    ctx.set('Kelu-Now', clock.now().toISOString())
    await next()
  })
  router.use(answerFaults(log))
  router.use(refuseKeyInAddress)

  for (const [resource, operations] of Object.entries(contract)) {
    const handlers = deps.handlers[resource] as Record<string, AnyHandler>
    for (const [operation, terms] of Object.entries(operations)) {
      const handle = handlers[operation] as AnyHandler
      router[terms.method](routePath(terms), async (ctx) => {
        // No site can make a browser send a key.
        if (terms.method !== 'get' && bearerOf(ctx) === null) requireOwnOrigin(ctx, origin)
        const { caller, client } = await who(ctx)
        const integration = caller && integrationOf(caller)
        if (caller && integration !== null) {
          await keepToRate(ctx, integration)
          requireScope(terms, caller)
        } else requireRole(terms, caller)
        const idempotencyKey = integration === null ? null : readIdempotencyKey(ctx, terms)
        const { sent, ...given } = await readAll(ctx, terms)
        const answer = async (once: string) => handle({ ...given, caller, client, once })

        if (idempotencyKey !== null && integration !== null) {
          const request = JSON.stringify([ctx.method, ctx.url, sent])
          const work = async (once: string) => JSON.stringify(asPromised(terms.answer, await answer(once)))
          const { text, isReplay } = await deps.answerOnce({ integration, idempotencyKey, request }, work)
          if (isReplay) ctx.set('Idempotent-Replayed', 'true')
          ctx.body = JSON.parse(text)
        } else if (terms.answersFile) sendFile(ctx, terms.answersFile, (await answer(nanoid())) as FileAnswer)
        else ctx.body = asPromised(terms.answer, await answer(nanoid()))
      })
    }
  }
  return router
}

/** `/customers/{id}` as the router writes it. */
function routePath({ path }: Terms): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

async function readAll(ctx: Context, terms: Terms) {
  // What a form of another site could send goes no further, whatever else is wrong with it.
  const sent = terms.body && (await (terms.fileTypes ? readFile(ctx, terms) : readJson(ctx, terms)))
  return {
    sent,
    params: terms.params && read(terms.params, ctx.params),
    query: terms.query && read(terms.query, { ...ctx.query }),
    body: terms.body && read(terms.body, sent),
  }
}
