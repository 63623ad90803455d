import { channelLabels } from '../../../domain/audience/labels.ts'
import { placeDays, sentStates, unsentStates } from '../../../domain/journeys/place-figures.ts'
import { runState } from '../../../domain/journeys/state-words.ts'
import type { JourneyDefinition } from '../../../domain/language/journey.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { Passing } from '../../../models/passed-people.ts'
import type { Run } from '../../../models/run.ts'
import type { Touch } from '../../../models/touch.ts'
import type { Asked, Handlers } from '../core/endpoint.ts'
import type { places as contract } from './contract.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { PlacesDeps } from './deps.ts'
import { presentPerson } from './present-person.ts'

const dayMs = 86_400_000

type Wish = Asked<(typeof contract)['passed']>['query']

/** Who is behind the totals of a step. */
export function createPassedHandlers(
  deps: PlacesDeps,
  versionInUse: (journeyId: string) => Promise<JourneyDefinition>,
): Pick<Handlers<typeof contract>, 'passed'> {
  async function withPeople<Row extends { customerId: string }>(rows: readonly Row[]) {
    const found = await deps.customers.findMany(rows.map(({ customerId }) => customerId))
    return rows.map((row) => ({
      row,
      person: presentPerson(row.customerId, found.get(row.customerId), deps),
    }))
  }

  async function runsPage(id: string, since: Date, passing: Passing, { after, limit }: Wish) {
    const asked = { after: readCursor(after), limit: limit + 1 }
    const runs = await deps.passed.page(id, since, passing, asked)
    const shown = runs.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: (await withPeople(shown)).map(({ row, person }) => ({
        ...person,
        id: row._id,
        ...tellRun(row, passing),
      })),
      next: last && runs.length > limit ? writeCursor({ at: last.startedAt, id: last._id }) : null,
    }
  }

  return {
    async passed({ params: { id, stepId }, query }) {
      await versionInUse(id)
      const since = new Date(deps.clock.now().getTime() - placeDays * dayMs)
      const { which, reason } = query
      if (which === 'came') return runsPage(id, since, { which, stepId }, query)
      if (which === 'left') return runsPage(id, since, { which, stepId, reason }, query)
      if (which === 'entered' || which === 'reached') return runsPage(id, since, { which }, query)
      const states = which === 'sent' ? sentStates : unsentStates
      const { after, limit } = query
      const { items, next } = await deps.touches.page(id, { states, stepId, since, reason }, { after, limit })
      return {
        items: (await withPeople(items)).map(({ row, person }) => ({
          ...person,
          id: row._id,
          ...tellTouch(row),
        })),
        next,
      }
    },
  }
}

function tellRun(run: Run, { which }: Passing): { at: Date; says: string } {
  if (which === 'left')
    return { at: run.endedAt ?? run.startedAt, says: runState(run.endReason ?? 'completed') }
  if (which === 'reached') return { at: run.goalMetAt ?? run.startedAt, says: '达成目标' }
  const says = run.state === 'active' ? '还在流程里' : runState(run.endReason ?? 'completed')
  return { at: run.startedAt, says }
}

const answers: Partial<Record<Touch['state'], string>> = {
  delivered: '已送达',
  opened: '已打开',
  clicked: '已点击',
  replied: '已回复',
  converted: '已转化',
}

function tellTouch(touch: Touch): { at: Date; says: string } {
  const final = touch.decisions.findLast((decision) => decision.final)
  if (final !== undefined && (unsentStates as readonly string[]).includes(touch.state))
    return { at: final.at, says: reasonText(final.reason) }
  const by = touch.channel ? channelLabels[touch.channel] : '已发出'
  const answer = answers[touch.state]
  return { at: touch.sentAt ?? touch.createdAt, says: answer ? `${by} · ${answer}` : by }
}
