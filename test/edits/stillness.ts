import type { Connection } from '../../models/connect.ts'
import type { Publication } from '../../models/definitions.ts'
import type { Run } from '../../models/run.ts'
import { flows } from './flows.ts'
import type { SmallKelu } from './small-kelu.ts'

export type Stillness = ReturnType<typeof watchStillness>

/**
 * Looks again and again where people stand: who goes on while their flow is paused, or changes the version, is found. Between two looks a
 * flow may be resumed by somebody who dies, go on in the next life, and be paused again: then nobody had to stand still.
 */
export function watchStillness(connection: Connection) {
  let before = new Map<string, Run>()
  /** Paused flows, by how many publications until then had each not paused. */
  let paused = new Map<string, number>()
  const findings: string[] = []
  let looks = 0
  return {
    findings,
    /** How often somebody on a paused flow was looked at. */
    looks: () => looks,
    async look(kelu: SmallKelu): Promise<void> {
      const { headOf } = kelu.published.snapshot()
      const publications = await connection.collection<Publication>('publications').find({}).toArray()
      const stirred = (flow: string) =>
        publications.filter(({ heads }) =>
          heads.some(({ key, state }) => key === `journey:${flow}` && state !== 'paused'),
        ).length
      const now = new Map<string, number>(
        flows
          .filter((flow) => headOf('journey', flow)?.state === 'paused')
          .map((flow) => [flow, stirred(flow)]),
      )
      const runs = await connection.collection<Run>('runs').find({}).toArray()
      for (const run of runs) {
        const known = before.get(run._id)
        if (known === undefined) continue
        if (known.state === 'ended' && run.state !== 'ended') findings.push(`${run._id} came back`)
        if (known.state === 'ended' && known.endReason !== run.endReason)
          findings.push(`${run._id} ended twice`)
        const since = now.get(run.journeyId)
        if (run.state === 'ended' || since === undefined || since !== paused.get(run.journeyId)) continue
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
