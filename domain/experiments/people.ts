import type { Entrant, ExperimentReader } from '../../models/experiment-reader.ts'
import { type Experiment, holdoutArm, holdoutPlace, treatedArm } from './experiment.ts'

/** Somebody in an experiment, counted once: by their first passage through the journey. */
export interface Participant {
  customerId: string
  runId: string
  arm: string
  at: Date
  versionId: string
  /** The window of the goal has passed: they count. */
  isOver: boolean
  reached: boolean
  valueFen: number
}

export interface Participants {
  /** Who entered first first. */
  people: Participant[]
  /** Who was in two arms: a fault, and in no figure. */
  inTwo: Participant[]
}

/** Further back nobody is looked at: a bound on what one look reads. */
export const lookBackDays = 400
const dayMs = 86_400_000

/** Everybody in an experiment as it stands now. Profiles that became one are one person. */
export async function participantsOf(
  experiment: Experiment,
  reader: Pick<ExperimentReader, 'entrants' | 'mergedAmong'>,
  now: Date,
): Promise<Participants> {
  const { journeyId, place, dealings } = experiment
  const stepId = place === holdoutPlace ? null : place
  const since = new Date(now.getTime() - lookBackDays * dayMs)
  const first = new Map<string, Participant>()
  const twice = new Map<string, Participant>()
  for await (const page of reader.entrants(journeyId, { stepId, since })) {
    const counted = page.filter(({ versionId }) => dealings.has(versionId))
    const owner = await ownersOf(
      counted.map(({ customerId }) => customerId),
      reader,
    )
    for (const entrant of counted) {
      const one = participant(entrant, experiment, now)
      one.customerId = owner(one.customerId)
      const before = first.get(one.customerId)
      if (before === undefined) first.set(one.customerId, one)
      else if (before.arm !== one.arm) twice.set(one.customerId, one)
    }
  }
  return {
    people: [...first.values()].filter(({ customerId }) => !twice.has(customerId)),
    inTwo: [...twice.values()],
  }
}

function participant(entrant: Entrant, { place, dealings }: Experiment, now: Date): Participant {
  const { customerId, runId, versionId, startedAt: at, goalMetAt, goalValueFen } = entrant
  const windowMs = dealings.get(versionId)?.windowMs ?? 0
  return {
    ...{ customerId, runId, versionId, at },
    arm: armOf(entrant, place),
    isOver: at.getTime() + windowMs <= now.getTime(),
    reached: goalMetAt !== undefined,
    valueFen: goalMetAt === undefined ? 0 : (goalValueFen ?? 0),
  }
}

function armOf({ holdout, arm }: Entrant, place: string): string {
  if (holdout) return holdoutArm
  return place === holdoutPlace ? treatedArm : (arm ?? '')
}

/** Who somebody is now, through however many merges. */
async function ownersOf(ids: string[], { mergedAmong }: Pick<ExperimentReader, 'mergedAmong'>) {
  const into = new Map<string, string>()
  let asked = [...new Set(ids)]
  while (asked.length > 0) {
    const merged = await mergedAmong(asked)
    asked = [...merged.values()].filter((id) => !into.has(id) && !merged.has(id))
    for (const [id, owner] of merged) into.set(id, owner)
  }
  return (id: string): string => {
    let owner = id
    // As many steps as there are merges at most: a ring, which nothing makes, would end here.
    for (let n = 0; n < into.size && into.has(owner); n += 1) owner = into.get(owner) ?? owner
    return owner
  }
}
