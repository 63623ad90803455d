import type { Customers } from '../../../domain/customers/contract.ts'
import type { NewVersion } from '../../../domain/definitions/change.ts'
import { readDrafts } from '../../../domain/definitions/draft-text.ts'
import { isInUse } from '../../../domain/definitions/journey-life.ts'
import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import { textOfVersion } from '../../../domain/definitions/version-text.ts'
import { alpha, analyse, courseOf, pointsToAsk } from '../../../domain/experiments/analysis.ts'
import { holdoutPlace } from '../../../domain/experiments/experiment.ts'
import type { Experiments, FoundExperiment } from '../../../domain/experiments/experiments.ts'
import { allNewPeopleTo } from '../../../domain/experiments/new-people.ts'
import { nextTest } from '../../../domain/experiments/next-test.ts'
import type { Reading } from '../../../domain/experiments/reading.ts'
import { type Verdict, verdictOn } from '../../../domain/experiments/verdict.ts'
import type { Waits } from '../../../domain/experiments/waits.ts'
import { waitsOfArms } from '../../../domain/experiments/waits-of-arms.ts'
import { END } from '../../../domain/language/names.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { createBeginDraft } from '../definitions/begin-draft.ts'
import type { DefinitionsGround } from '../definitions/ground.ts'
import { createPublishing, refusedWith } from '../definitions/publishing/publish-change.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'
import { presentPerson } from '../places/present-person.ts'
import type { experiments as contract } from './contract.ts'
import { presentComparison, presentCuts, presentHealth, presentSummary } from './present.ts'

/** A/B 测试: whether a split or a hold-out says anything, and what now. */
export function createExperimentHandlers(
  deps: DefinitionsGround & {
    experiments: Experiments
    waitsOf: Waits
    customers: Pick<Customers, 'findMany' | 'masked'>
  },
): Handlers<typeof contract> {
  const { experiments, published, definitions, foresight, customers } = deps
  const publishing = createPublishing(deps)
  const beginDraft = createBeginDraft(deps)

  async function look(found: FoundExperiment, points?: number) {
    const reading = await experiments.read(found.experiment)
    const analysis = analyse(found.experiment, reading, points)
    const verdict = verdictOn(found.experiment, reading, analysis)
    return { reading, analysis, verdict, summary: presentSummary(found, reading, verdict) }
  }

  async function nextOf({ experiment: { journeyId, place }, isDealing }: FoundExperiment) {
    if (!isDealing || place === holdoutPlace) return null
    const snapshot = await published.refresh()
    return {
      on: snapshot.number,
      inside: await foresight.peopleOn(journeyId),
      holdout: snapshot.registry.journey(journeyId).holdout,
    }
  }

  async function inUse(journeyId: string) {
    const snapshot = await published.refresh()
    const key = keyOf('journey', journeyId)
    const head = snapshot.headOf('journey', journeyId)
    const [version] =
      head !== null && isInUse(head) ? await definitions.versions([versionKeyOf(key, head.number)]) : []
    if (version === undefined) {
      throw new AdminRefusal(409, 'experiment.journey_over', '这个流程已经不在用，没有新人会进来')
    }
    return { snapshot, key, text: textOfVersion(version) }
  }
  const armGone = () =>
    new AdminRefusal(409, 'experiment.arm_gone', '现在用的版本里没有这一组，请看过之后再试')

  /** The version in use with all new people on one arm. */
  async function redirected(journeyId: string, place: string, arm: string) {
    await experiments.find(journeyId, place)
    const { snapshot, key, text } = await inUse(journeyId)
    const next = allNewPeopleTo(text, place, arm)
    if (next === null) throw armGone()
    if (next.before[arm] === 100) {
      throw new AdminRefusal(409, 'experiment.decided', '新人已经都走这一组')
    }
    const read = readDrafts([{ _id: key, text: next.text }], {
      inUse: snapshot.definitions,
      draftKeys: await deps.draftStore.keys(),
      now: deps.clock.now(),
    })
    const found: NewVersion | undefined = read.definitions.get(key)
    if (found === undefined) throw refusedWith(read.faults)
    return { key, version: found, before: next.before }
  }

  async function afterOf(
    found: FoundExperiment,
    { reading, verdict }: { reading: Reading; verdict: Verdict },
  ) {
    const { experiment, state } = found
    const { journeys } = (await published.refresh()).registry
    const definition = journeys.find(({ id }) => id === experiment.journeyId)
    if (definition === undefined || !isInUse({ state }) || experiment.writtenAs === 'broadcast') {
      return { canTestOn: false, wait: null }
    }
    const hasWon = verdict.winner !== null && verdict.winner !== END
    return {
      canTestOn: hasWon && definition.steps[experiment.place]?.kind === 'split',
      wait: waitsOfArms(experiment, definition, { reading, verdict })?.says ?? null,
    }
  }

  return {
    async list() {
      const items = []
      for (const found of await experiments.list()) items.push((await look(found)).summary)
      return { items }
    },

    async find({ params: { journeyId, place }, query: { points } }) {
      const found = await experiments.find(journeyId, place)
      const { experiment } = found
      const part = points === undefined ? undefined : points / 100
      const { reading, analysis, verdict, summary } = await look(found, part)
      const { comparisons, asked } = analysis
      const shown = comparisons.find(({ b }) => b === verdict.winner) ?? comparisons[0]
      return {
        ...summary,
        number: experiment.number,
        from: reading.from,
        to: reading.to,
        comparisons: comparisons.map(presentComparison),
        course: shown ? courseOf(reading, shown.a, shown.b, alpha / Math.max(1, comparisons.length)) : [],
        points: {
          asked: asked.points * 100,
          days: asked.days,
          choices: pointsToAsk.map((each) => each * 100),
        },
        health: presentHealth(experiment, reading, analysis),
        cuts: presentCuts(experiment, reading),
        after: await afterOf(found, { reading, verdict }),
        next: await nextOf(found),
      }
    },

    async waits({ params: { id } }) {
      return { items: await deps.waitsOf(id) }
    },

    async people({ params: { journeyId, place }, query }) {
      const { experiment } = await experiments.find(journeyId, place)
      const { people, inTwo } = await experiments.people(experiment, new Date(query.at))
      const those = {
        people: () => people.filter(({ isOver }) => isOver),
        reached: () => people.filter(({ isOver, reached }) => isOver && reached),
        waiting: () => people.filter(({ isOver }) => !isOver),
        inTwo: () => inTwo,
      }
        [query.which]()
        .filter(({ arm }) => query.which === 'inTwo' || arm === query.arm)
      // Who entered last first; one after whom the page before ended.
      const ordered = those.toSorted(
        (a, b) => b.at.getTime() - a.at.getTime() || (a.runId < b.runId ? -1 : 1),
      )
      const after = readCursor(query.after)
      const from = after === null ? 0 : ordered.findIndex(({ runId }) => runId === after.id) + 1
      const page = ordered.slice(from, from + query.limit)
      const last = page.at(-1)
      const found = await customers.findMany(page.map(({ customerId }) => customerId))
      return {
        items: page.map(({ customerId, at }) => ({
          ...presentPerson(customerId, found.get(customerId), deps),
          at,
        })),
        next:
          last && from + page.length < ordered.length ? writeCursor({ at: last.at, id: last.runId }) : null,
        total: ordered.length,
      }
    },

    async newPeople({ params: { journeyId, place }, body: { arm, on }, caller }) {
      const { key, version, before } = await redirected(journeyId, place, arm)
      const inside = await foresight.peopleOn(journeyId)
      const deed = { key, on, action: 'experiment.decided', details: { place, arm, before, inside } }
      const outcome = await publishing.publish({ publish: [version] }, deed, caller)
      const number = outcome.changes.find((each) => each.key === key)?.to ?? null
      return { publication: outcome.number, number, inside }
    },

    async nextTest({ params: { journeyId, place }, body: { session }, caller }) {
      const found = await experiments.find(journeyId, place)
      const { experiment } = found
      const { reading, verdict } = await look(found)
      const { winner } = verdict
      if (winner === null) {
        throw new AdminRefusal(409, 'experiment.no_winner', '这个测试还没有赢的一组，没有可以接着试的')
      }
      if (experiment.writtenAs === 'broadcast') {
        throw new AdminRefusal(409, 'experiment.once_only', '群发只发一次，请新建一个群发来试')
      }
      const { snapshot, text } = await inUse(journeyId)
      const definition = snapshot.registry.journey(journeyId)
      const wait = waitsOfArms(experiment, definition, { reading, verdict })
      const next = nextTest(text, definition, { place, winner, wait })
      if (next === null) throw armGone()
      const why = { experiment: place }
      await beginDraft({ kind: 'journey', id: journeyId }, () => next.text, { session, caller, why })
      return { journeyId, stepId: next.stepId }
    },

    async askNewPeople({ params: { journeyId, place }, body: { arm, note }, caller }) {
      const { version } = await redirected(journeyId, place, arm)
      const wish = { publish: [version] }
      return {
        review: await publishing.ask(wish, [], { title: version.definition.definition.name, note }, caller),
      }
    },
  }
}
