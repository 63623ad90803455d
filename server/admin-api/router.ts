import type { AnswerOnce } from '../../domain/api-keys/answer-once.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import { createRouter, type RouteTable } from '../../http/router.ts'
import { type Contract, contract } from './contract.ts'
import type { AllHandlers } from './core/endpoint.ts'
import { mount, type Who } from './core/mount.ts'
import { describeApi } from './core/openapi.ts'

/** The API of the marketers' page, and its description for whoever else wants to use it. */
export function createAdminApiRouters(deps: {
  handlers: AllHandlers<Contract>
  who: Who
  answerOnce: AnswerOnce
  publicUrl: string
  clock: Clock
  log: Log
}): RouteTable[] {
  const description = createRouter()
  let described: Record<string, unknown> | undefined
  description.get('/api/openapi.json', (ctx) => {
    described ??= describeApi(contract)
    ctx.body = described
  })
  return [mount({ ...deps, contract }), description]
}
