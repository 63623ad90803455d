import type { Registry } from 'prom-client'
import { z } from 'zod'
import { contract } from '../../../http/contract.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { within } from '../../../http/within.ts'

/** Throws when what it looks at does not work. */
export type ReadyCheck = () => Promise<void>

const patienceMs = 2_000

const aliveContract = contract({ answer: z.object({ alive: z.literal(true) }) })
const readyContract = contract({
  answer: z.object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.boolean()),
    redis: z.enum(['up', 'down']).optional(),
  }),
})

/** `/healthz`: this process lives. `/readyz`: what it needs works, too. `/metrics`: figures for Prometheus. */
export function createOpsRouter(deps: {
  checks: Record<string, ReadyCheck>
  /** Told, and no reason to take a process out: it goes on with tokens and limits of its own. Null = no Redis is used. */
  redisIsDown?: (() => boolean) | null
  registry: Registry
}): RouteTable {
  const router = createRouter()

  router.get('/healthz', aliveContract, (ctx) => {
    ctx.body = { alive: true }
  })

  router.get('/readyz', readyContract, async (ctx) => {
    const names = Object.keys(deps.checks)
    const results = await Promise.all(names.map((name) => works(deps.checks[name] as ReadyCheck)))
    ctx.status = results.every(Boolean) ? 200 : 503
    ctx.body = {
      ready: ctx.status === 200,
      checks: Object.fromEntries(names.map((name, i) => [name, results[i]])),
      ...(deps.redisIsDown && { redis: deps.redisIsDown() ? 'down' : 'up' }),
    }
  })

  router.get('/metrics', async (ctx) => {
    ctx.set('Content-Type', deps.registry.contentType)
    ctx.body = await deps.registry.metrics()
  })

  return router
}

async function works(check: ReadyCheck): Promise<boolean> {
  return within(patienceMs, check()).then(
    () => true,
    () => false,
  )
}
