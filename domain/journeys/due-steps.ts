import { runShards } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Catalog } from './catalog.ts'
import type { StepGroup } from './contract.ts'
import type { Holds } from './holds.ts'

export type DueStep = StepGroup & { dueAt: Date }

const pageSize = 2_000
const mostGroups = 500

/**
 * Step groups with somebody due who is not held, earliest first. Usually one small query; when more people are due than a page holds, each
 * step is asked whether anybody waits there, so that one crowded step cannot hide the others.
 */
export async function findDueSteps(
  deps: { runs: RunStore; catalog: Catalog; holds: Holds },
  until: Date,
): Promise<DueStep[]> {
  const groups = new Map<string, DueStep>()
  const { versions } = await deps.catalog.current()
  const add = (group: DueStep): void => {
    const definition = versions.get(group.versionId)
    if (definition !== undefined && deps.holds.atStep(definition, group.stepId) !== null) return
    const id = `${group.versionId}\n${group.stepId}\n${group.shard}`
    if (!groups.has(id)) groups.set(id, group)
  }
  const page = await deps.runs.earliestDue(until, pageSize)
  for (const { versionId, stepId, shard, dueAt } of page) {
    if (dueAt !== undefined) add({ versionId, stepId, shard, dueAt })
  }
  if (page.length === pageSize) {
    for (const [versionId, definition] of versions) {
      for (const stepId of Object.keys(definition.steps)) {
        const dueAt = await deps.runs.firstDueAt({ versionId, stepId }, until)
        if (dueAt === null) continue
        for (let shard = 0; shard < runShards; shard += 1) add({ versionId, stepId, shard, dueAt })
      }
    }
  }
  return [...groups.values()].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime()).slice(0, mostGroups)
}
