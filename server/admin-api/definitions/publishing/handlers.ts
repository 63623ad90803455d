import { hashOf } from '../../../../domain/definitions/keep-version.ts'
import { partsOf, versionKeyOf } from '../../../../domain/definitions/keys.ts'
import { saysTheSame } from '../../../../domain/definitions/publish.ts'
import { type NoRollBack, planRollBack, type RollBack } from '../../../../domain/definitions/roll-back.ts'
import type { Snapshot } from '../../../../domain/definitions/snapshot.ts'
import { testWords } from '../../../../domain/definitions/test-words.ts'
import { textDiff } from '../../../../domain/definitions/text-diff.ts'
import { textOfVersion } from '../../../../domain/definitions/version-text.ts'
import { DomainError } from '../../../../domain/errors.ts'
import type { AnyDefinition } from '../../../../domain/language/definitions.ts'
import type { Asked, Handlers } from '../../core/endpoint.ts'
import { AdminRefusal } from '../../core/refuse.ts'
import type { DefinitionsGround } from '../ground.ts'
import { createLook } from '../look.ts'
import { readNamed, readToChange } from '../named.ts'
import { presentFault } from '../present.ts'
import { type Candidate, findCandidate } from './candidate.ts'
import type { publishing as contract } from './contract.ts'
import { peopleToMove, peopleToPilot } from './people.ts'
import { createPublishing, refusedWith } from './publish-change.ts'

const whyNot: Record<NoRollBack, string> = {
  unknown: '没有找到这一份',
  noOlder: '没有更早发布过的版本可以退回',
  noSuchVersion: '没有这个版本',
  inUse: '现在用的就是这一版',
}

type Wish = Omit<Asked<(typeof contract)['publish']>['body'], 'stamp' | 'on'>

/** What publishing will do to whom, and publishing. */
export function createPublishingHandlers(ground: DefinitionsGround): Handlers<typeof contract> {
  const { published, definitions, foresight, testResults } = ground
  const publishing = createPublishing(ground)
  const look = createLook(ground)

  /** What beside the text is decided with it. */
  async function decided(one: AnyDefinition, key: string, wish: Wish, snapshot: Snapshot) {
    if (one.kind !== 'journey') {
      if (wish.pilot) throw new AdminRefusal(422, 'pilot.only_journeys', '只有流程可以灰度')
      return { moving: [], steering: { tell: wish.tell ? [key] : [] } }
    }
    const present = wish.present ? [key] : []
    if (wish.pilot) {
      const pilot = { [key]: { kind: 'begin', audience: wish.pilot } } as const
      const { moving, moves } = await peopleToPilot({ next: one.definition, wish }, ground)
      return { moving, steering: { pilot, move: { [key]: moves }, present } }
    }
    const head = snapshot.headOf('journey', one.definition.id)
    // A pilot beside it goes on with its people.
    const apart = head?.pilot && head.pilot.number !== head.number ? head.pilot.number : undefined
    const from = (number: number) => number !== apart
    const { moving, moves } = await peopleToMove({ next: one.definition, from, wish }, ground)
    return { moving, steering: { move: { [key]: moves }, present } }
  }

  async function testOf(key: string, one: AnyDefinition) {
    if (one.kind !== 'journey') return null
    const result = await testResults.latest(key, hashOf(one))
    return { passed: result?.passed ?? null, words: testWords(result) }
  }

  async function segmentsOf(versions: NonNullable<Candidate['version']>[], snapshot: Snapshot) {
    const moves = await foresight.segmentMoves(versions, snapshot)
    return Promise.all(moves.map(async (each) => ({ ...each, name: await look.name(each.key) })))
  }

  return {
    async plan({ params, body, caller }) {
      const { key } = readNamed(params)
      const snapshot = await published.refresh()
      const candidate = await findCandidate({ key, number: body.number }, ground, snapshot)
      const { version, draft } = candidate
      const told = {
        stamp: draft?.stamp ?? null,
        on: snapshot.number,
        faults: candidate.faults.map(presentFault),
        warnings: candidate.warnings.map(presentFault),
        moved: candidate.moved,
      }
      if (version === null) {
        return { ...told, isSame: false, people: [], present: null, segments: [], test: null, review: null }
      }
      const one = version.definition
      const { moving, steering } = await decided(one, key, body, snapshot)
      const wish = { ...steering, publish: [version] }
      const side = body.pilot && { pilot: body.pilot, inside: true }
      return {
        ...told,
        isSame: saysTheSame(one, snapshot),
        people: moving,
        present:
          one.kind === 'journey' ? await foresight.present({ definition: one.definition, side }) : null,
        segments: await segmentsOf([version], snapshot),
        test: await testOf(key, one),
        review: await publishing.needsReview(wish, draft ? [draft] : [], caller),
      }
    },

    async publish({ params, body, caller }) {
      const { key } = readToChange(params, caller)
      const snapshot = await published.refresh()
      const { version, draft, faults } = await findCandidate({ key, number: body.number }, ground, snapshot)
      if (version === null) throw refusedWith(faults)
      const { steering } = await decided(version.definition, key, body, snapshot)
      const details = {
        ...(body.pilot && { pilot: body.pilot }),
        ...(body.number && { number: body.number }),
      }
      const deed = { key, on: body.on, action: 'definition.published', details }
      const wish = { ...steering, publish: [version] }
      const outcome =
        draft === null
          ? await publishing.publish(wish, deed, caller)
          : await publishing.publishDraft({ _id: key, stamp: body.stamp ?? draft.stamp }, wish, deed, caller)
      return { publication: outcome.number, number: numberIn(outcome, key) }
    },

    async askReview({ params, body, caller }) {
      const { key } = readToChange(params, caller)
      const snapshot = await published.refresh()
      const { version, draft, faults } = await findCandidate({ key, number: body.number }, ground, snapshot)
      if (version === null) throw refusedWith(faults)
      if (draft !== null && body.stamp !== undefined && body.stamp !== draft.stamp) {
        throw new DomainError('draft.changed', { key, by: draft.by })
      }
      const { steering } = await decided(version.definition, key, body, snapshot)
      const seen = draft ? [{ _id: key, stamp: draft.stamp }] : []
      const asked = { title: version.definition.definition.name, note: body.note }
      const wish = { ...steering, publish: [version] }
      return { review: await publishing.ask(wish, seen, asked, caller) }
    },

    async rollBackPlan({ params, query, caller }) {
      const { kind, id, key } = readNamed(params)
      const snapshot = await published.refresh()
      const plan = await rollBackOf(key, query.to, snapshot)
      const { from, to } = plan
      const versions = await definitions.versions([from, to].map((each) => versionKeyOf(key, each)))
      const textOf = (number: number) => {
        const version = versions.find((one) => one.number === number)
        return version === undefined ? '' : textOfVersion(version)
      }
      return {
        on: snapshot.number,
        from,
        to,
        lines: textDiff(textOf(from), textOf(to)),
        people: kind === 'journey' ? await foresight.peopleOn(id) : null,
        moves: plan.moves.map(({ from: version, steps }) => ({ from: version, steps: { ...steps } })),
        segments: await segmentsOf([plan.version], snapshot),
        review: await publishing.needsReview(wayBack(key, plan), [], caller),
      }
    },

    async rollBack({ params, body, caller }) {
      const { key } = readToChange(params, caller)
      const plan = await rollBackOf(key, body.to, await published.refresh())
      const { from, to } = plan
      const outcome = await publishing.publish(
        wayBack(key, plan, body),
        { key, on: body.on, action: 'definition.rolled_back', details: { from, to } },
        caller,
      )
      return { publication: outcome.number, number: numberIn(outcome, key) }
    },

    async askRollBackReview({ params, body, caller }) {
      const { key } = readToChange(params, caller)
      const plan = await rollBackOf(key, body.to, await published.refresh())
      const asked = { title: plan.version.definition.definition.name, note: body.note }
      return { review: await publishing.ask(wayBack(key, plan, body), [], asked, caller) }
    },
  }

  async function rollBackOf(key: string, wanted: number | undefined, snapshot: Snapshot) {
    const plan = await planRollBack({ key, wanted }, snapshot, definitions)
    if (plan === 'unknown') throw new DomainError('definition.not_found', { key })
    if (typeof plan === 'string') throw new AdminRefusal(409, `rollback.${plan}`, whyNot[plan])
    return plan
  }

  function numberIn({ changes }: { changes: { key: string; to?: number }[] }, key: string): number | null {
    const { kind, id } = partsOf(key)
    return (
      changes.find((each) => each.key === key)?.to ?? published.snapshot().headOf(kind, id)?.number ?? null
    )
  }
}

/** Not a file's: whoever changes its file later is told of this instead of undoing it. */
function wayBack(key: string, { version, moves }: RollBack, { stay = false, tell = false } = {}) {
  return { publish: [version], move: { [key]: stay ? [] : moves }, tell: tell ? [key] : [] }
}
