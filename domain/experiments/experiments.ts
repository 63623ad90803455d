import type { HeadState } from '../../models/definitions.ts'
import type { ExperimentReader } from '../../models/experiment-reader.ts'
import type { Clock } from '../clock.ts'
import { keyOf, partsOf, versionKeyOf } from '../definitions/keys.ts'
import type { Published } from '../definitions/published.ts'
import { namesIn } from '../definitions/sentences/names.ts'
import { DomainError } from '../errors.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { remembered } from '../remembered.ts'
import { type Experiment, experimentsIn, type JourneyVersion } from './experiment.ts'
import { type Participant, participantsOf } from './people.ts'
import { createExperimentReadings, type Reading } from './reading.ts'

/** An experiment, and how its journey stands. */
export interface FoundExperiment {
  experiment: Experiment
  state: HeadState
  /** The version in use deals new people to two arms at least. */
  isDealing: boolean
}

export type Experiments = ReturnType<typeof createExperiments>

/** Who is paused lets people in again. */
const lettingIn: ReadonlySet<HeadState> = new Set(['live', 'paused', 'resuming'])

/** Real time for which a reading is given again: what it counts is days old anyway. */
const keptMs = 60_000

/** The splits and hold-outs there are, and how they stand. Test customers count nowhere. */
export function createExperiments(deps: {
  published: Pick<Published, 'refresh' | 'version' | 'numbersOf'>
  reader: ExperimentReader
  clock: Clock
  /** Absent = one minute. */
  keepMs?: number
}) {
  const { published, reader } = deps
  const readAnew = createExperimentReadings(deps)
  /** Versions never change. */
  const known = new Map<string, JourneyDefinition>()
  const readings = new Map<string, { number: number; read: () => Promise<Reading> }>()

  async function versionsOf(keys: string[]): Promise<Map<string, JourneyVersion[]>> {
    const byKey = new Map<string, JourneyVersion[]>()
    const numbers = await published.numbersOf(keys)
    for (const { key, number } of numbers.toSorted((a, b) => a.number - b.number)) {
      const versionId = versionKeyOf(partsOf(key).id, number)
      const definition = known.get(versionId) ?? (await published.version('journey', versionId))
      if (definition === null) continue
      known.set(versionId, definition)
      byKey.set(key, [...(byKey.get(key) ?? []), { versionId, number, definition }])
    }
    return byKey
  }

  async function experimentsOf(keys: string[]): Promise<FoundExperiment[]> {
    const snapshot = await published.refresh()
    const versions = await versionsOf(keys)
    const names = namesIn(snapshot.registry)
    return [...versions].flatMap(([key, all]) => {
      const { id } = partsOf(key)
      const head = snapshot.headOf('journey', id)
      if (head === null) return []
      // What was made and never put into use is none of it.
      const used = all.filter(({ number }) => number <= Math.max(head.number, head.pilot?.number ?? 0))
      return experimentsIn(used, names).map((experiment) => ({
        experiment,
        state: head.state,
        isDealing: lettingIn.has(head.state) && experiment.dealings.has(versionKeyOf(id, head.number)),
      }))
    })
  }

  return {
    /** All of every journey there ever was, those that deal people now first. */
    async list(): Promise<FoundExperiment[]> {
      const { heads } = await published.refresh()
      const keys = heads.map(({ key }) => key).filter((key) => partsOf(key).kind === 'journey')
      const found = await experimentsOf(keys)
      return found.toSorted((a, b) => Number(b.isDealing) - Number(a.isDealing))
    },

    /** @throws DomainError `experiment.not_found` */
    async find(journeyId: string, place: string): Promise<FoundExperiment> {
      const found = await experimentsOf([keyOf('journey', journeyId)])
      const one = found.find(({ experiment }) => experiment.place === place)
      if (one === undefined) throw new DomainError('experiment.not_found', { journeyId, place })
      return one
    },

    /** How it stands, at most a minute old. */
    read(experiment: Experiment): Promise<Reading> {
      const key = `${experiment.journeyId} ${experiment.place}`
      const kept = readings.get(key)
      if (kept?.number === experiment.dealings.size) return kept.read()
      const read = remembered(deps.keepMs ?? keptMs, () => readAnew(experiment))
      readings.set(key, { number: experiment.dealings.size, read })
      return read()
    },

    /** Who is behind the figures of a reading made at `at`. */
    async people(experiment: Experiment, at: Date): Promise<{ people: Participant[]; inTwo: Participant[] }> {
      const found = await participantsOf(experiment, reader, at)
      // Who came since is not in those figures.
      return {
        people: found.people.filter((one) => one.at <= at),
        inTwo: found.inTwo.filter((one) => one.at <= at),
      }
    },
  }
}
