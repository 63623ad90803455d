import type { MarketingSwitch } from '../../../domain/definitions/marketing-switch.ts'
import { stages } from '../../../domain/freshness.ts'
import type { Freshness } from '../../metrics.ts'
import { stageWords } from '../../running/stage-words.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { health as contract } from './contract.ts'

export function createHealthHandlers(deps: {
  /** Of each running process; null of one that does not answer. */
  freshness: () => Promise<(Freshness[] | null)[]>
  stuck: () => Promise<{ count: number }>
  marketing: Pick<MarketingSwitch, 'look'>
}): Handlers<typeof contract> {
  return {
    async look() {
      const [processes, stuck, marketing] = await Promise.all([
        deps.freshness(),
        deps.stuck(),
        deps.marketing.look(),
      ])
      const told = processes.filter((one) => one !== null)
      const hops = stages.flatMap((stage) => {
        const all = told.flat().filter((one) => one.stage === stage)
        if (all.length === 0) return []
        return { stage, name: stageWords[stage], p95Ms: Math.max(...all.map(({ p95 }) => p95)) * 1_000 }
      })
      return {
        p95Ms: hops.length === 0 ? null : hops.reduce((sum, { p95Ms }) => sum + p95Ms, 0),
        hops,
        processes: { living: processes.length, silent: processes.length - told.length },
        stuck: stuck.count,
        marketing,
      }
    },
  }
}
