import { planOf } from '../../../domain/broadcasts/plan.ts'
import { calendarInForce } from '../../../domain/definitions/calendar-in-force.ts'
import type { createDrafts, DraftView } from '../../../domain/definitions/drafts.ts'
import { hashOf } from '../../../domain/definitions/keep-version.ts'
import { keyOf, partsOf } from '../../../domain/definitions/keys.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import { broadcastSchema } from '../../../domain/language/broadcast.ts'
import type { MemberCaller } from '../../../domain/members/caller.ts'
import type { Role } from '../../../domain/members/roles.ts'
import type { Reviews } from '../../../domain/reviews/reviews.ts'
import type { Review } from '../../../models/reviews.ts'
import type { TestResultStore } from '../../../models/test-results.ts'
import { sentenceOf } from '../definitions/present.ts'

export const makers: readonly Role[] = ['owner', 'marketer', 'editor']
const reviewers: readonly Role[] = ['owner', 'marketer']
const mostReviews = 20

export interface Waiting {
  kind: 'test' | 'sentBack' | 'review' | 'draft' | 'broadcast'
  id: string
  title: string
  says: string
  at: Date
}

export interface WaitingDeps {
  snapshot: () => Snapshot
  drafts: Pick<ReturnType<typeof createDrafts>, 'list' | 'read'>
  reviews: Pick<Reviews, 'list' | 'sentBackTo'>
  testResults: Pick<TestResultStore, 'latest'>
  now: () => Date
}

/** A 群发 that was begun and not published, when it would go out as far as that is settled. */
export interface UnsetBroadcast {
  id: string
  name: string
  at: Date | null
}

/** What a draft is about: a 群发 that nobody has published, or anything else. */
export function broadcastIn({ draft }: DraftView, snapshot: Snapshot, now: Date): UnsetBroadcast | null {
  const { kind, id } = partsOf(draft._id)
  const structure = structureOf(draft.text)
  if (kind !== 'journey' || !structure || !('broadcast' in structure)) return null
  if (snapshot.headOf('journey', id) !== null) return null
  const read = broadcastSchema.safeParse(structure)
  const plan = read.success ? planOf(read.data, calendarInForce(snapshot), now) : null
  return { id, name: typeof structure.name === 'string' ? structure.name : id, at: plan?.at ?? null }
}

/** What somebody of this role has to do, what blocks most first; null for whom nothing of it is. */
export function createWaiting({ snapshot, drafts, reviews, testResults, now }: WaitingDeps) {
  function nameOf(key: string, { draft }: DraftView): string {
    const { kind, id } = partsOf(key)
    const known = snapshot().definitions.find((one) => one.kind === kind && one.definition.id === id)
    const written = structureOf(draft.text)?.name
    return known?.definition.name ?? (typeof written === 'string' ? written : id)
  }

  /** But those that wait for somebody else, or came back and are told as that. */
  async function ownDrafts(
    caller: MemberCaller,
    elsewhere: readonly Review[],
  ): Promise<(Waiting & { faults: number })[]> {
    const told = new Set(elsewhere.flatMap(({ keys }) => keys))
    const mine = (await drafts.list()).filter(({ by, _id }) => by === caller.name && !told.has(_id))
    const views = await Promise.all(
      mine.map(({ _id }) => {
        const { kind, id } = partsOf(_id)
        return drafts.read(kind, id)
      }),
    )
    return views.flatMap((view): (Waiting & { faults: number })[] => {
      if (view === null) return []
      const { _id: id, at } = view.draft
      const faults = view.faults.length
      const first = stepsToMend(view) ?? (view.faults[0] && sentenceOf(view.faults[0]))
      const broadcast = broadcastIn(view, snapshot(), now())
      if (broadcast !== null) {
        const says = first ?? '写好了，还没有定下来发送'
        const title = `群发「${broadcast.name}」还没定好`
        return [{ kind: 'broadcast', id, title, says, at: broadcast.at ?? at, faults }]
      }
      const name = nameOf(id, view)
      const title = faults > 0 ? `${name}的草稿有 ${faults} 处要改` : `${name}的草稿还没发布`
      return [{ kind: 'draft', id, title, says: first ?? '改好了就发布，或者提交复核', at, faults }]
    })
  }

  /** A refusal with its reason, and where it is mended. */
  async function cameBack({ keys, title, state, answer = '', decidedByName, decidedAt, at }: Review) {
    const isVoid = state === 'stale'
    const key = keys[0] ?? ''
    const { kind, id } = partsOf(key)
    const view = await drafts.read(kind, id)
    const isBroadcast = 'broadcast' in (structureOf(view?.draft.text ?? '') ?? {})
    return {
      kind: 'sentBack' as const,
      id: isBroadcast ? `broadcast:${id}` : key,
      title: isVoid ? `「${title}」的复核作废了` : `「${title}」复核没有通过`,
      says: isVoid ? `${answer}，要重新提交` : `${decidedByName ?? '同事'}：${answer}`,
      at: decidedAt ?? at,
    }
  }

  const presentReview = ({ _id: id, title, byName, why, at }: Review): Waiting => ({
    kind: 'review',
    id,
    title: `复核：「${title}」`,
    says: [`${byName} 提交`, ...(why.length > 0 ? [why.join('；')] : [])].join(' · '),
    at,
  })

  /** Flows in use whose very text did not pass when it was tested last. */
  async function failedTests(): Promise<Waiting[]> {
    const { heads, registry } = snapshot()
    const inUse = new Set(heads.filter(({ state }) => state === 'live').map(({ key }) => key))
    const flows = registry.journeys.filter(
      ({ id, writtenAs }) => writtenAs !== 'broadcast' && inUse.has(keyOf('journey', id)),
    )
    const tests = await Promise.all(
      flows.map(async (definition) => ({
        definition,
        test: await testResults.latest(
          keyOf('journey', definition.id),
          hashOf({ kind: 'journey', definition }),
        ),
      })),
    )
    return tests.flatMap(({ definition, test }) => {
      if (test === null || test.passed) return []
      const [first] = test.findings.filter(({ level }) => level === 'fault')
      const says = first ? `${first.reason}；${first.todo}` : '测试没有通过'
      const title = `${definition.name}测试没通过`
      return [{ kind: 'test' as const, id: keyOf('journey', definition.id), title, says, at: test.at }]
    })
  }

  return {
    async of(caller: MemberCaller): Promise<Waiting[] | null> {
      if (!makers.includes(caller.role)) return null
      const [open, sentBack, failed] = await Promise.all([
        reviews.list({ states: ['open'], limit: mostReviews }),
        reviews.sentBackTo(caller.memberId),
        failedTests(),
      ])
      const own = open.filter(({ by }) => by === caller.memberId)
      const asked = reviewers.includes(caller.role) ? open.filter((review) => !own.includes(review)) : []
      const returned = await Promise.all(sentBack.map(cameBack))
      const drafted = (await ownDrafts(caller, [...own, ...sentBack]))
        .sort((a, b) => b.faults - a.faults)
        .map(({ faults: _, ...one }): Waiting => one)
      return [...failed, ...returned, ...asked.map(presentReview), ...drafted]
    },

    /** 群发 that were begun, by whomever, and go out only if somebody publishes them. */
    async unsetBroadcasts(): Promise<UnsetBroadcast[]> {
      const unknown = (await drafts.list()).map(({ _id }) => partsOf(_id))
      const views = await Promise.all(
        unknown
          .filter(({ kind, id }) => kind === 'journey' && snapshot().headOf('journey', id) === null)
          .map(({ kind, id }) => drafts.read(kind, id)),
      )
      return views.flatMap((view) => (view && broadcastIn(view, snapshot(), now())) ?? [])
    },
  }
}

/** The steps something is to be mended at, by what they are called; undefined when it is at none. */
function stepsToMend({ faults, draft }: DraftView): string | undefined {
  const steps = (structureOf(draft.text)?.steps ?? {}) as Record<string, { name?: unknown } | null>
  const ids = faults.flatMap(({ path }) => /^steps\.([^.]+)/.exec(path)?.[1] ?? [])
  const names = [...new Set(ids)].map((id) => `「${String(steps[id]?.name ?? id)}」`)
  return names.length === 0
    ? undefined
    : `要改的在${names.slice(0, 3).join('')}${names.length > 3 ? '等步骤' : ''}`
}
