import type { Connection } from '../../models/connect.ts'
import type { Run } from '../../models/run.ts'
import { flows } from './flows.ts'
import type { SmallKelu } from './small-kelu.ts'

export type Stillness = ReturnType<typeof watchStillness>

/** Looks again and again where people stand: who goes on while their flow is paused, or changes the version, is found. */
export function watchStillness(connection: Connection) {
  let before = new Map<string, Run>()
  let paused = new Set<string>()
  const findings: string[] = []
  let looks = 0
  return {
    findings,
    /** How often somebody on a paused flow was looked at. */
    looks: () => looks,
    async look(kelu: SmallKelu): Promise<void> {
      const { headOf } = kelu.published.snapshot()
      const now = new Set<string>(flows.filter((flow) => headOf('journey', flow)?.state === 'paused'))
      const runs = await connection.collection<Run>('runs').find({}).toArray()
      for (const run of runs) {
        const known = before.get(run._id)
        if (known === undefined) continue
        if (known.state === 'ended' && run.state !== 'ended') findings.push(`${run._id} came back`)
        if (known.state === 'ended' && known.endReason !== run.endReason)
          findings.push(`${run._id} ended twice`)
        if (run.state === 'ended' || !paused.has(run.journeyId) || !now.has(run.journeyId)) continue
        // Somebody decided to move them.
        if (known.versionId !== run.versionId) continue
        looks += 1
        if (known.stepId !== run.stepId || known.visit !== run.visit) {
          findings.push(`${run._id} went on from ${known.stepId} to ${run.stepId} on a paused flow`)
        }
      }
      for (const id of before.keys()) if (!runs.some(({ _id }) => _id === id)) findings.push(`${id} is gone`)
      before = new Map(runs.map((run) => [run._id, run]))
      paused = now
    },
  }
}
