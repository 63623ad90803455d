import { createTraitCheckStore } from '../../models/trait-check.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { startKelu } from '../../server/start.ts'
import type { Memory } from '../memory.ts'
import type { TraitsChecked } from '../traits.ts'
import { answer } from './answer.ts'
import { memoryHeld } from './memory.ts'

const config = loadConfig(process.env)
const kelu = await startKelu(config, { log: createLog(config.logLevel) })
const inbox = kelu.connection.collection('inbox')
const traitChecks = createTraitCheckStore(kelu.connection)

answer({
  url: () => `${kelu.url}/wecom/callback/customer`,
  /** What has been stored, and what became of it, as the store has it. */
  stored: async () => ({
    all: await inbox.countDocuments({}),
    open: await inbox.countDocuments({ state: 'received' }),
    failed: await inbox.countDocuments({ state: 'failed' }),
    retried: await inbox.countDocuments({ tries: { $gt: 1 } }),
  }),
  /** Has everybody taken over from WeCom by the jobs of this process. */
  synchronised: async () => {
    const syncs = kelu.connection.collection('contactSyncs')
    const begun = performance.now()
    if (!(await kelu.contactSync?.ask())) throw new Error('nothing was asked for')
    let fifth: Memory | undefined
    for (;;) {
      const state = await syncs.findOne({})
      if (state !== null && state.running === undefined) {
        const { friendships: friends, people } = state.reports[0].counts
        const ms = performance.now() - begun
        const all = memoryHeld()
        return { ms, friends, people, memory: { fifth: fifth ?? all, all } }
      }
      const { done, members } = state?.running ?? { done: 0, members: undefined }
      if (members !== undefined && done >= members / 5) fifth ??= memoryHeld()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  },
  /** CPU time of this process so far, ms. */
  cpuMs: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
  /** Has the traits of everybody checked now, by the jobs, as each night. */
  checkTraits: async (patienceMs: number): Promise<TraitsChecked> => {
    const begun = performance.now()
    const before = process.cpuUsage()
    await traitChecks.begin(new Date())
    await kelu.jobs.sweepNow()
    for (;;) {
      const report = await traitChecks.lastReport()
      if (report !== null) {
        const { user, system } = process.cpuUsage(before)
        const peakRssBytes = process.resourceUsage().maxRSS * 1_024
        const { checked, differing } = report
        return {
          ms: performance.now() - begun,
          cpuMs: (user + system) / 1_000,
          ...{ peakRssBytes, checked, differing },
        }
      }
      if (performance.now() - begun > patienceMs) throw new Error('the traits were not checked in time')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  },
  /** Resolves when everything accepted has been dealt with; gives the time it took. */
  caughtUp: async (patienceMs: number) => {
    const begun = performance.now()
    while (performance.now() - begun < patienceMs) {
      if (kelu.inFlight() === 0 && (await inbox.findOne({ state: 'received' })) === null) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return performance.now() - begun
  },
})
