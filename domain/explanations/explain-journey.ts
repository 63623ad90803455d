import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import { versionKeyOf } from '../definitions/keys.ts'
import { namesIn } from '../definitions/sentences/names.ts'
import { isHeldOut } from '../journeys/enter.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { momentText } from './actual-words.ts'
import type { Explanations, JourneyExplanation } from './contract.ts'
import { findEntrance } from './entrance.ts'
import { checkEntry } from './entry-checks.ts'
import { type ExplainedRun, explainRun, overflowEvents } from './explain-run.ts'
import { type ExplanationDeps, findDefinition, idsOf } from './find-definition.ts'
import { gatesAhead, sendsMarketing } from './gates-ahead.ts'
import { type JourneyWords, wordsFor } from './journey-words.ts'
import type { Check } from './trigger-checks.ts'

/** The newest runs and touches of one customer that are looked through. */
const mostRuns = 500
const mostTouches = 1_000
const mostOverflow = 200

export function createExplainJourney(deps: ExplanationDeps): Explanations['journey'] {
  const { published, catalog, holds, clock } = deps
  const { registry } = published

  async function explained(
    run: Run,
    touches: readonly Touch[],
    overflow: readonly KeluEvent[],
  ): Promise<ExplainedRun> {
    const event = await deps.events.find(run.cause)
    return explainRun(run, {
      definition: await catalog.definition(run.versionId),
      causeEvent: event && { name: event.name, at: event.at },
      overflow,
      touches: touches.filter(({ runId }) => runId === run._id),
      holds,
      names: namesIn(registry),
    })
  }

  async function enteredDefinition(journeyId: string, number: number): Promise<JourneyDefinition> {
    const version = versionKeyOf(journeyId, number)
    const definition = await published.version('journey', version)
    if (definition === null) throw new Error(`version ${version} is published and not there`)
    return definition
  }

  return async (customer, journeyId) => {
    const { head, version, definition } = await findDefinition(deps, 'journey', journeyId)
    const now = clock.now()
    const runs = (await deps.runFigures.ofCustomers(idsOf(customer), mostRuns)).filter(
      (run) => run.journeyId === journeyId,
    )
    const touches = runs.length === 0 ? [] : await deps.touches.ofCustomers(idsOf(customer), mostTouches)
    const own = await findEntrance(journeyId, head, customer, now, { history: deps.events, registry })
    const entered = await enteredDefinition(journeyId, own.entrance?.number ?? head.number)
    const entry = await checkEntry({ definition: entered, head, own, runs }, customer, now, {
      history: deps.events,
      entries: deps.entries,
      progress: deps.progress,
      registry,
      holds,
    })
    const overflow =
      runs.length === 0
        ? []
        : await deps.events.history(idsOf(customer), {
            names: overflowEvents,
            since: new Date(0),
            limit: mostOverflow,
          })
    const told = await Promise.all(runs.map((run) => explained(run, touches, overflow)))
    return {
      id: journeyId,
      name: definition.name,
      state: head.state,
      version,
      at: now,
      customerId: customer._id,
      ...(definition.writtenAs !== undefined && { writtenAs: definition.writtenAs }),
      ...answer(told, entry, wordsFor(definition)),
      runs: told,
      entry,
      ahead: sendsMarketing(entered, registry) ? gatesAhead(customer, now, published.snapshot()) : [],
      heldOut: isHeldOut(customer._id, entered),
    }
  }
}

function answer(
  runs: ExplainedRun[],
  entry: Check[],
  words: JourneyWords,
): Pick<JourneyExplanation, 'verdict' | 'says'> {
  const active = runs.find(({ state }) => state === 'active')
  if (active !== undefined) {
    const { step, next, holdout } = active
    const group = holdout ? '（空白对照组，不发营销消息）' : ''
    const then = next === null ? '' : `；${next.says}${next.at === null ? '' : `（${momentText(next.at)}）`}`
    return {
      verdict: 'inside',
      says: `${words.inside}${group}，${momentText(step.since)} 走到「${step.id}」${then}`,
    }
  }
  const [last] = runs
  if (last !== undefined) {
    const { ended, startedAt } = last
    const how = ended === null ? '' : `，${momentText(ended.at)} ${ended.says}`
    return {
      verdict: 'left',
      says: `${words.entered}过 ${runs.length} 次，最近一次 ${momentText(startedAt)} ${words.entered}${how}`,
    }
  }
  return { verdict: 'neverEntered', says: `${words.never}：${whyNot(entry)}` }
}

/** The first thing that stands in the way. */
function whyNot(entry: Check[]): string {
  const first = entry.find(({ ok }) => !ok)
  return first?.says ?? '现在的条件都符合；当时不符合的，没有留下记录'
}
