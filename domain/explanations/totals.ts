import type { TouchTally } from '../../models/touch-figures.ts'
import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import { reasonText } from '../outreach/touch/explain.ts'
import { touchStates } from '../outreach/touch/state-words.ts'
import type { Explanations } from './contract.ts'
import { sends } from './explain-message.ts'
import { type ExplanationDeps, findDefinition } from './find-definition.ts'

export function createTotals(deps: ExplanationDeps): Pick<Explanations, 'journeyTotals' | 'messageTotals'> {
  const { published, runFigures, touchFigures, clock } = deps

  async function touchesOf(journeyIds: string[], messageId?: string): Promise<TouchTally[]> {
    const all = (await Promise.all(journeyIds.map(touchFigures.tallyOf))).flat()
    return messageId === undefined ? all : all.filter((row) => row.messageId === messageId)
  }

  return {
    async journeyTotals(id) {
      const { head, version, definition } = await findDefinition(deps, 'journey', id)
      const numbers = await published.numbersOf([keyOf('journey', id)])
      const runs = await runFigures.tally(numbers.map(({ number }) => versionKeyOf(id, number)))
      const touches = await touchesOf([id])
      return {
        id,
        name: definition.name,
        state: head.state,
        version,
        at: clock.now(),
        says: `进入 ${sumOf(runs)} 人次，触达 ${sumOf(touches)} 条`,
        runs,
        touches: touches.map(told),
      }
    },
    async messageTotals(id) {
      const { head, version, definition } = await findDefinition(deps, 'message', id)
      const senders = published.registry.journeys.filter((journey) => sends(journey, id))
      // A welcome is sent outside of any journey.
      const touches = await touchesOf([...senders.map((journey) => journey.id), 'welcome'], id)
      return {
        id,
        name: definition.name,
        state: head.state,
        version,
        at: clock.now(),
        says: `触达 ${sumOf(touches)} 条`,
        runs: [],
        touches: touches.map(told),
      }
    },
  }
}

/** How they stand, and why where that says more. */
function told(row: TouchTally): TouchTally & { says: string } {
  const state = touchStates[row.state]
  const isPlain = row.reason === null || row.reason === 'accepted' || row.reason === 'ok'
  return { ...row, says: isPlain ? state : `${state}：${reasonText(row.reason ?? '')}` }
}

const sumOf = (rows: readonly ({ runs: number } | { touches: number })[]): number =>
  rows.reduce((total, row) => total + ('runs' in row ? row.runs : row.touches), 0)
