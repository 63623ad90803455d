import type { DefinitionStore, StepMap } from '../../models/definitions.ts'
import type { EntryStore } from '../../models/entries.ts'
import type { RunTally } from '../../models/run-figures.ts'
import type { AudiencePages } from '../audience/ports.ts'
import { movesBy } from '../audience/time-rules.ts'
import type { NewVersion } from '../definitions/change.ts'
import { changedRules } from '../definitions/changed-rules.ts'
import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import { type Moving, planMoves } from '../definitions/plan-moves.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Rule } from '../language/rule.ts'
import type { Enterable } from './catalog.ts'
import { countMeeting, countPresent, whoIsPresent } from './present-entries.ts'

export type Foresight = ReturnType<typeof createForesight>

/** What a change will do to how many, before it is made. */
export function createForesight(deps: {
  definitions: Pick<DefinitionStore, 'numbersOf'>
  runFigures: {
    tally(versionIds: string[]): Promise<RunTally[]>
    countActive(versionIds: string[]): Promise<number>
  }
  entries: Pick<EntryStore, 'findMany'>
  audience: AudiencePages
  versionOf: (versionId: string) => Promise<JourneyDefinition | null>
}) {
  const { definitions, runFigures, entries, audience } = deps

  async function count(rules: Rule[]): Promise<number> {
    let people = 0
    const real = { pageSize: 1_000, without: 'test accounts' } as const
    for await (const page of audience.pages({ kind: 'all', rules }, real)) people += page.length
    return people
  }

  /** All versions of a journey, as runs name them. */
  async function versionIdsOf(journeyId: string): Promise<string[]> {
    const numbers = await definitions.numbersOf([keyOf('journey', journeyId)])
    return numbers.map(({ number }) => versionKeyOf(journeyId, number))
  }

  return {
    versionIdsOf,

    /** How many are on a journey now, on whatever version. */
    async peopleOn(journeyId: string): Promise<number> {
      return runFigures.countActive(await versionIdsOf(journeyId))
    },

    peopleOnVersion: (journeyId: string, number: number): Promise<number> =>
      runFigures.countActive([versionKeyOf(journeyId, number)]),

    /** Who is on which step of these versions, and where they go on in `next`; see `planMoves`. */
    async moving(given: {
      next: JourneyDefinition
      from: (number: number) => boolean
      named: ReadonlyMap<string, string>
    }): Promise<{ moving: Moving[]; moves: StepMap[]; unknown: string[] }> {
      const { next, from, named } = given
      const tally = await runFigures.tally(await versionIdsOf(next.id))
      const standings = tally
        .filter(({ state }) => state === 'active')
        .map(({ versionId, stepId, runs }) => ({ number: numberOf(versionId), stepId, people: runs }))
        .filter(({ number }) => from(number))
        .sort((a, b) => b.number - a.number || a.stepId.localeCompare(b.stepId))
      const versions = new Map<number, JourneyDefinition>()
      for (const each of new Set(standings.map(({ number }) => number))) {
        const definition = await deps.versionOf(versionKeyOf(next.id, each))
        if (definition !== null) versions.set(each, definition)
      }
      return planMoves({ standings, versions, next, named })
    },

    /** Who meets the entry already and never entered; null = only an occasion leads in. */
    async present(who: Pick<Enterable, 'definition' | 'side'>): Promise<number | null> {
      return whoIsPresent(who.definition.entry) === null ? null : countPresent(who, { audience, entries })
    },

    /** Who meets the entry now and is on this side, whether they ever entered or not; null = only an occasion leads in. */
    async reach(who: Pick<Enterable, 'definition' | 'side'>): Promise<number | null> {
      return whoIsPresent(who.definition.entry) === null ? null : countMeeting(who, audience)
    },

    /** Who enters and leaves live segments because these say another rule. */
    async segmentMoves(
      wanted: readonly NewVersion[],
      snapshot: Pick<Snapshot, 'definitions'>,
    ): Promise<{ key: string; enters: number; leaves: number }[]> {
      const changed = new Set(changedRules(snapshot, wanted))
      const moves: { key: string; enters: number; leaves: number }[] = []
      for (const { definition: one } of wanted) {
        const key = keyOf(one.kind, one.definition.id)
        if (one.kind !== 'segment' || !changed.has(key)) continue
        const [enters, leaves] = movesBy(one.definition.id, one.definition.rule)
        moves.push({ key, enters: await count(enters), leaves: await count(leaves) })
      }
      return moves
    },
  }
}

const numberOf = (versionId: string): number => Number(versionId.slice(versionId.lastIndexOf('@') + 1))
