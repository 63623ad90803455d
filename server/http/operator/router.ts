import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { stages } from '../../../domain/freshness.ts'
import type { Guard } from '../../../http/context.ts'
import { contract } from '../../../http/contract.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import type { Found } from '../../doctor/check.ts'
import type { Freshness } from '../../metrics.ts'
import { isOperator, operatorHeader, operatorPaths } from '../../operator-signature.ts'

const doctorContract = contract({
  answer: z.object({
    findings: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        kind: z.enum(['ok', 'bad', 'skipped']),
        says: z.string(),
        todo: z.string().optional(),
      }),
    ),
  }),
})

const freshnessContract = contract({
  answer: z.object({
    freshness: z.array(
      z.object({ stage: z.enum(stages), p50: z.number(), p95: z.number(), p99: z.number() }),
    ),
  }),
})

const sealingContract = contract({ answer: z.object({ key: z.string() }) })

/**
 * What only a running process can tell the command line, which proves by its signature that it has the same settings.
 * Reads only.
 */
export function createOperatorRouter(deps: {
  linkKey: Uint8Array
  /** What the checks of the outside world find now. */
  doctor(): Promise<Found[]>
  /** How fast it was in the last ten minutes. */
  freshness(): Promise<Freshness[]>
  /** Name of the key it seals with. */
  sealingKey: string
}): RouteTable {
  const router = createRouter()
  const signed = requireOperator(deps.linkKey)
  router.get(operatorPaths.doctor, signed, doctorContract, async (ctx) => {
    ctx.body = { findings: await deps.doctor() }
  })
  router.get(operatorPaths.freshness, signed, freshnessContract, async (ctx) => {
    ctx.body = { freshness: await deps.freshness() }
  })
  router.get(operatorPaths.sealing, signed, sealingContract, async (ctx) => {
    ctx.body = { key: deps.sealingKey }
  })
  return router
}

function requireOperator(linkKey: Uint8Array): Guard {
  return async function checkOperator(ctx, next) {
    if (!isOperator(linkKey, ctx.path, ctx.get(operatorHeader))) {
      throw new DomainError('signature.invalid', { check: 'operator' })
    }
    await next()
  }
}
