import { monotonicFactory } from 'ulid'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { DraftStore } from '../../models/drafts.ts'
import { type Review, type ReviewStore, reviewStates } from '../../models/reviews.ts'
import type { Clock } from '../clock.ts'
import type { Publish } from '../definitions/publish.ts'
import type { createPublishDrafts, SeenDraft } from '../definitions/publish-drafts.ts'
import type { Published } from '../definitions/published.ts'
import type { Intended } from '../definitions/review.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Caller } from '../members/caller.ts'
import type { ReviewRules } from './review-rules.ts'
import { deedOf, isInForce, keysOf, linesOf, movedUnder, type Wanted, wantedOf } from './wanted.ts'

type Decider = Pick<Caller, 'memberId' | 'name' | 'address'>

/** Real time: publishing takes seconds; who has not come back by then died. */
const abandonedMs = 60_000
/** How far back one's own are looked through for what came back. */
const mostOwn = 50

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

  /** Why what was asked for is not what would be published now; null while it is. */
  async function whyStale(wanted: Wanted): Promise<string | null> {
    const snapshot = await published.refresh()
    const moved = movedUnder(wanted, snapshot)
    if (moved !== null) return moved
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

  /** Whether what was sent back is still to be done something about: nothing was published over it, nor its draft dropped. */
  async function isOpenStill(review: Review): Promise<boolean> {
    if (review.state !== 'refused' && review.state !== 'stale') return false
    const wanted = wantedIn(review)
    if (movedUnder(wanted, await published.refresh()) !== null) return false
    const drafts = await Promise.all(wanted.drafts.map(({ _id }) => deps.drafts.find(_id)))
    return !drafts.includes(null)
  }

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
      const { change } = intended
      const keys = keysOf(change)
      const at = realClock.now()
      const id = nextId(at.getTime())
      // Asked anew: what waited before is not what is wanted any more.
      for (const waits of await store.list({ states: ['open'], by: caller.memberId, limit: mostOwn })) {
        if (sharesOne(waits.keys, keys)) await store.withdraw(waits._id, caller.memberId, at)
      }
      await store.insert({
        _id: id,
        state: 'open',
        keys,
        ...asked,
        deed: deedOf(change, snapshot),
        by: caller.memberId,
        byName: caller.name,
        at,
        why,
        ...(people !== null && { people }),
        lines: await linesOf(change, snapshot, deps.definitions),
        wanted: JSON.stringify(wantedOf(intended, snapshot)),
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
    whyStale: (review: Review) => whyStale(wantedIn(review)),

    /** What waits about a definition, or what came back and is still to be mended; null when neither. */
    async about(key: string): Promise<Review | null> {
      const [newest] = await store.list({ states: [...reviewStates], key, limit: 1 })
      if (newest === undefined) return null
      const waits = newest.state === 'open' || newest.state === 'deciding'
      return waits || (await isOpenStill(newest)) ? newest : null
    },

    /** What somebody asked for that came back, unless it was asked for anew, published or dropped. */
    async sentBackTo(by: string): Promise<Review[]> {
      const own = await store.list({ states: [...reviewStates], by, limit: mostOwn })
      const newest = own.filter(
        ({ keys }, at) => !own.slice(0, at).some((later) => sharesOne(later.keys, keys)),
      )
      const open = await Promise.all(newest.map(isOpenStill))
      return newest.filter((_, at) => open[at])
    },

    /**
     * Publishes it as it was asked for.
     * @throws DomainError `review.not_found`, `review.own`, `review.closed`, `review.stale` with `why`
     */
    async approve(id: string, by: Decider): Promise<number> {
      const review = await toDecide(id, by)
      const wanted = wantedIn(review)
      const settle = (became: Parameters<ReviewStore['settle']>[2]) => store.settle(id, by.memberId, became)
      const snapshot = await published.refresh()
      if (review.state === 'deciding' && isInForce(wanted, snapshot)) {
        await settle({ state: 'approved', publication: snapshot.number })
        return snapshot.number
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

const wantedIn = ({ wanted }: Review): Wanted => JSON.parse(wanted) as Wanted

const sharesOne = (a: readonly string[], b: readonly string[]): boolean => a.some((key) => b.includes(key))
