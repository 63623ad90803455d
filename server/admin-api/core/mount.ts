import type { Clock } from '../../../domain/clock.ts'
import type { Log } from '../../../domain/log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Context } from '../../../http/context.ts'
import { asPromised } from '../../../http/contract.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { answerFaults } from './answer-faults.ts'
import type { AllHandlers, Client, ContractTable, FileAnswer, Terms } from './endpoint.ts'
import { readFile, readJson, requireOwnOrigin, requireRole } from './guards.ts'
import { read } from './read.ts'
import { sendFile } from './send-file.ts'

/** Who is at the other end of a request. */
export type Who = (ctx: Context) => Promise<{ caller: Caller | null; client: Client }>

/** A handler as the mount calls it: which one belongs to which terms was checked where the two were written. */
type AnyHandler = (asked: unknown) => unknown

/**
 * The routes of a contract below `/api/v1`. Before a handler: our own origin where something changes, a log-in, the role,
 * and what was sent by its schema; after it, its answer by its own.
 */
export function mount<C extends ContractTable>(deps: {
  contract: C
  handlers: AllHandlers<C>
  who: Who
  publicUrl: string
  /** What the page calls the present. */
  clock: Clock
  log: Log
}): RouteTable {
  const { contract, who, clock, log } = deps
  const origin = new URL(deps.publicUrl).origin
  const router = createRouter({ prefix: '/api/v1' })
  router.use(async (ctx, next) => {
    ctx.set('Kelu-Now', clock.now().toISOString())
    await next()
  })
  router.use(answerFaults(log))

  for (const [resource, operations] of Object.entries(contract)) {
    const handlers = deps.handlers[resource] as Record<string, AnyHandler>
    for (const [operation, terms] of Object.entries(operations)) {
      const handle = handlers[operation] as AnyHandler
      router[terms.method](routePath(terms), async (ctx) => {
        if (terms.method !== 'get') requireOwnOrigin(ctx, origin)
        const { caller, client } = await who(ctx)
        requireRole(terms, caller)
        const given = await readAll(ctx, terms)
        const answer = await handle({ ...given, caller, client })
        if (terms.answersFile) sendFile(ctx, terms.answersFile, answer as FileAnswer)
        else ctx.body = asPromised(terms.answer, answer)
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
    params: terms.params && read(terms.params, ctx.params),
    query: terms.query && read(terms.query, { ...ctx.query }),
    body: terms.body && read(terms.body, sent),
  }
}
