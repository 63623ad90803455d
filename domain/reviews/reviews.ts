import { monotonicFactory } from 'ulid'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { DraftStore } from '../../models/drafts.ts'
import type { Review, ReviewStore } from '../../models/reviews.ts'
import type { Clock } from '../clock.ts'
import { numberInUse } from '../definitions/drafts.ts'
import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import { type Publish, saysTheSame } from '../definitions/publish.ts'
import type { createPublishDrafts, SeenDraft } from '../definitions/publish-drafts.ts'
import type { Published } from '../definitions/published.ts'
import type { Intended } from '../definitions/review.ts'
import { textDiff } from '../definitions/text-diff.ts'
import { textOfVersion } from '../definitions/version-text.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Caller } from '../members/caller.ts'
import type { ReviewRules } from './review-rules.ts'

/** The publication that was asked for, and what it was made from. */
interface Wanted extends Intended {
  /** Numbers in use when it was asked for, by key. */
  basedOn: Record<string, number>
}

type Decider = Pick<Caller, 'memberId' | 'name' | 'address'>

/** Real time: publishing takes seconds; who has not come back by then died. */
const abandonedMs = 60_000

export type Reviews = ReturnType<typeof createReviews>

/** 复核: what a rule of the company wants a second person for waits here, and is published as it was once they agree. */
export function createReviews(deps: {
  store: ReviewStore
  rules: ReviewRules
  definitions: Pick<DefinitionStore, 'versions'>
  drafts: Pick<DraftStore, 'find'>
  published: Pick<Published, 'refresh' | 'snapshot'>
  publish: Publish
  publishDrafts: ReturnType<typeof createPublishDrafts>
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  realClock: Clock
}) {
  const { store, rules, published, auditLog, announce, realClock } = deps
  const nextId = monotonicFactory()

  async function linesOf({ change }: Intended): Promise<string[]> {
    const snapshot = published.snapshot()
    const lines: string[] = []
    for (const { definition: one, text } of change.publish ?? []) {
      const key = keyOf(one.kind, one.definition.id)
      const number = numberInUse(snapshot, key)
      const [before] = number === 0 ? [] : await deps.definitions.versions([versionKeyOf(key, number)])
      lines.push(
        ...textDiff(before ? textOfVersion(before) : '', text ?? JSON.stringify(one.definition, null, 2)),
      )
    }
    return lines
  }

  /** Why what was asked for is not what would be published now; null while it is. */
  async function whyStale(wanted: Wanted): Promise<string | null> {
    const snapshot = await published.refresh()
    const moved = Object.entries(wanted.basedOn).some(
      ([key, number]) => numberInUse(snapshot, key) !== number,
    )
    if (moved) return '提交之后有人发布过新版本'
    for (const { _id: key, stamp } of wanted.drafts) {
      const draft = await deps.drafts.find(key)
      if (draft === null) return '草稿已经不在了'
      if (draft.stamp !== stamp) return '提交之后草稿改过'
    }
    return null
  }

  async function publishAsWanted(wanted: Wanted): Promise<number> {
    const { change, drafts } = wanted
    if (drafts.length === 0) return (await deps.publish(change)).number
    const { publish: _, origin: __, by, ...steering } = change
    return (await deps.publishDrafts(drafts as SeenDraft[], by, steering)).number
  }

  /** Of somebody who died after it was published. */
  const isInUse = ({ change }: Wanted): boolean =>
    (change.publish ?? []).length > 0 &&
    (change.publish ?? []).every(({ definition }) => saysTheSame(definition, published.snapshot()))

  async function toDecide(id: string, by: Decider): Promise<Review> {
    const review = await store.find(id)
    if (review === null) throw new DomainError('review.not_found', { id })
    if (review.by === by.memberId) throw new DomainError('review.own', { id })
    const { memberId: decidedBy, name: decidedByName } = by
    const decidedAt = realClock.now()
    const abandoned = new Date(decidedAt.getTime() - abandonedMs)
    if (!(await store.claim(id, { decidedBy, decidedByName, decidedAt }, abandoned))) {
      throw new DomainError('review.closed', { id })
    }
    return review
  }

  async function told(
    id: string,
    by: Decider,
    action: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await auditLog.record(by, { action: `review.${action}`, on: `review:${id}`, details })
    announce('reviews', id)
  }

  return {
    /** As a sentence; null when it may be published at once. */
    async needed(intended: Intended): Promise<string | null> {
      const { why } = await rules(intended)
      return why.length === 0 ? null : `要第二个人复核：${why.join('；')}`
    },

    /** Has it wait for a second person; gives the id. */
    async ask(intended: Intended, asked: { title: string; note: string }, caller: Caller): Promise<string> {
      const { why, people } = await rules(intended)
      const snapshot = await published.refresh()
      const keys = (intended.change.publish ?? []).map(({ definition: { kind, definition } }) =>
        keyOf(kind, definition.id),
      )
      const basedOn = Object.fromEntries(keys.map((key) => [key, numberInUse(snapshot, key)]))
      const wanted: Wanted = { ...intended, basedOn }
      const at = realClock.now()
      const id = nextId(at.getTime())
      await store.insert({
        _id: id,
        state: 'open',
        keys,
        ...asked,
        by: caller.memberId,
        byName: caller.name,
        at,
        why,
        ...(people !== null && { people }),
        lines: await linesOf(intended),
        wanted: JSON.stringify(wanted),
      })
      await told(id, caller, 'asked', { keys, note: asked.note })
      return id
    },

    list: store.list,

    /** @throws DomainError `review.not_found` */
    async find(id: string): Promise<Review> {
      const review = await store.find(id)
      if (review === null) throw new DomainError('review.not_found', { id })
      return review
    },

    /** Why one that is open cannot be published as it was any more; null while it can. */
    whyStale: ({ wanted }: Review) => whyStale(JSON.parse(wanted) as Wanted),

    /**
     * Publishes it as it was asked for.
     * @throws DomainError `review.not_found`, `review.own`, `review.closed`, `review.stale` with `why`
     */
    async approve(id: string, by: Decider): Promise<number> {
      const review = await toDecide(id, by)
      const wanted = JSON.parse(review.wanted) as Wanted
      const settle = (became: Parameters<ReviewStore['settle']>[2]) => store.settle(id, by.memberId, became)
      const { number } = await published.refresh()
      if (review.state === 'deciding' && isInUse(wanted)) {
        await settle({ state: 'approved', publication: number })
        return number
      }
      const stale = await whyStale(wanted)
      if (stale !== null) {
        await settle({ state: 'stale', answer: stale })
        await told(id, by, 'stale', { why: stale })
        throw new DomainError('review.stale', { id, why: stale })
      }
      try {
        const publication = await publishAsWanted(wanted)
        await settle({ state: 'approved', publication })
        await told(id, by, 'approved', { keys: review.keys, publication, askedBy: review.by })
        announce('definitions')
        return publication
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        await settle({ state: 'stale', answer: `发布不了（${error.code}）` })
        await told(id, by, 'stale', { why: error.code })
        throw new DomainError('review.stale', { id, why: error.code }, { cause: error })
      }
    },

    /** @throws DomainError `review.not_found`, `review.own`, `review.closed` */
    async refuse(id: string, by: Decider, answer: string): Promise<void> {
      await toDecide(id, by)
      await store.settle(id, by.memberId, { state: 'refused', answer })
      await told(id, by, 'refused', { answer })
    },

    /** @throws DomainError `review.closed` when it is not theirs or somebody decided */
    async withdraw(id: string, by: Decider): Promise<void> {
      if (!(await store.withdraw(id, by.memberId, realClock.now())))
        throw new DomainError('review.closed', { id })
      await told(id, by, 'withdrawn', {})
    },
  }
}
