import type { Clock } from '../../../domain/clock.ts'
import type { createDrafts } from '../../../domain/definitions/drafts.ts'
import { partsOf } from '../../../domain/definitions/keys.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import { dayStart, defaultZone } from '../../../domain/local-time.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Role } from '../../../domain/members/roles.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { Reviews } from '../../../domain/reviews/reviews.ts'
import type { DoctorFinding } from '../../../models/doctor-findings.ts'
import type { Review } from '../../../models/reviews.ts'
import type { NotSentToday, SentToday } from '../../../models/today-figures.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { home as contract } from './contract.ts'
import { whatComes } from './what-comes.ts'

/** Figures of today, counted once for everybody who looks. */
export interface Today {
  inside: Map<string, number>
  entered: Map<string, number>
  sent: SentToday[]
  notSent: NotSentToday[]
}

const makers: readonly Role[] = ['owner', 'marketer', 'editor']
const reviewers: readonly Role[] = ['owner', 'marketer']
/** Whose figures are those of everybody. */
const overlookers: readonly Role[] = ['owner', 'marketer', 'analyst']
const operators: readonly Role[] = ['owner', 'operator']
const mostReviews = 20
const mostReasons = 6

/** The first page of a day, by role: every figure is counted from the records or indexes of today. */
export function createHomeHandlers(deps: {
  clock: Clock
  snapshot: () => Snapshot
  today: (since: Date, journeyIds: string[]) => Promise<Today>
  stuck: () => Promise<{ count: number }>
  findings: () => Promise<DoctorFinding[]>
  undone: () => Promise<{ failed: number }>
  drafts: Pick<ReturnType<typeof createDrafts>, 'list' | 'read'>
  reviews: Pick<Reviews, 'list' | 'sentBackTo'>
}): Handlers<typeof contract> {
  async function alerts({ role }: Caller) {
    if (!operators.includes(role) && role !== 'marketer') return []
    const [stuck, findings, undone] = await Promise.all([deps.stuck(), deps.findings(), deps.undone()])
    const bad = findings.filter(({ kind }) => kind === 'bad')
    const [first] = bad
    return [
      ...(stuck.count > 0
        ? [{ kind: 'stuck' as const, title: `${stuck.count} 人卡住`, says: '该往下走却没有走', since: null }]
        : []),
      ...(first
        ? [
            {
              kind: 'doctor' as const,
              title: `体检有 ${bad.length} 处要修`,
              says: `${first.title}：${first.says}`,
              since: first.since,
            },
          ]
        : []),
      ...(undone.failed > 0 && operators.includes(role)
        ? [
            {
              kind: 'callbacks' as const,
              title: `${undone.failed} 条回调没处理成`,
              says: '修好原因后重放，不会重复发消息',
              since: null,
            },
          ]
        : []),
    ]
  }

  /** What a draft says of itself, however wrong it is; a 群发 has a page of its own. */
  async function draftAt(key: string) {
    const { kind, id } = partsOf(key)
    const view = await deps.drafts.read(kind, id)
    const structure = structureOf(view?.draft.text ?? '') ?? {}
    return {
      place: 'broadcast' in structure ? `broadcast:${id}` : key,
      name: typeof structure.name === 'string' ? structure.name : id,
      faults: view?.faults.length ?? 0,
    }
  }

  async function waiting(caller: Caller) {
    if (!makers.includes(caller.role)) return null
    const sentBack = await deps.reviews.sentBackTo(caller.memberId)
    const cameBack = new Set(sentBack.flatMap(({ keys }) => keys))
    const mine = (await deps.drafts.list()).filter(({ by, _id }) => by === caller.name && !cameBack.has(_id))
    const drafts = await Promise.all(
      mine.map(async ({ _id, at }) => {
        const { place, name, faults } = await draftAt(_id)
        const says = faults > 0 ? `${faults} 处要改` : '还没发布'
        return { kind: 'draft' as const, id: place, title: `「${name}」的草稿`, says, at, faults }
      }),
    )
    const returned = await Promise.all(
      sentBack.map(async (review) => presentSentBack(review, (await draftAt(review.keys[0] ?? '')).place)),
    )
    const asked = reviewers.includes(caller.role)
      ? (await deps.reviews.list({ states: ['open'], limit: mostReviews })).filter(
          ({ by }) => by !== caller.memberId,
        )
      : []
    return [
      // What blocks most stands first.
      ...returned,
      ...asked.map(({ _id, title, byName, why, at }) => ({
        kind: 'review' as const,
        id: _id,
        title: `复核：「${title}」`,
        says: `${byName} 提交 · ${why.join('；')}`,
        at,
      })),
      ...drafts.sort((a, b) => b.faults - a.faults),
    ]
  }

  function presentRunning(snapshot: Snapshot, { inside, entered, sent, notSent }: Today) {
    const states = new Map(snapshot.heads.map((head) => [head.key, head]))
    return snapshot.registry.journeys
      .flatMap(({ id, name, writtenAs }) => {
        const head = states.get(`journey:${id}`)
        if (!head || head.state === 'ended' || head.state === 'retired') return []
        const of = <T extends { journeyId: string | null }>(rows: T[], count: (row: T) => number): number =>
          rows.filter(({ journeyId }) => journeyId === id).reduce((sum, row) => sum + count(row), 0)
        return {
          id,
          kind: writtenAs === 'broadcast' ? ('broadcast' as const) : ('journey' as const),
          name,
          state: head.state,
          share: head.pilot?.share ?? null,
          inside: inside.get(id) ?? 0,
          entered: entered.get(id) ?? 0,
          sent: of(sent, (row) => row.sent),
          notSent: of(notSent, (row) => row.notSent),
        }
      })
      .sort((a, b) => Number(b.kind === 'broadcast') - Number(a.kind === 'broadcast') || b.inside - a.inside)
  }

  return {
    async today({ caller }) {
      const now = deps.clock.now()
      const snapshot = deps.snapshot()
      const since = dayStart(now, defaultZone)
      const seesAll = overlookers.includes(caller.role)
      const ids = snapshot.registry.journeys.map(({ id }) => id)
      const [warned, waits, figures] = await Promise.all([
        alerts(caller),
        waiting(caller),
        seesAll ? deps.today(since, ids) : null,
      ])
      return {
        now,
        alerts: warned,
        waiting: waits,
        running: figures && presentRunning(snapshot, figures),
        next: whatComes(snapshot, now),
        sent:
          figures &&
          summed(figures.sent.map(({ channel, sent }) => [channel ?? 'other', sent])).map(
            ([channel, count]) => ({
              channel,
              count,
            }),
          ),
        notSent:
          figures &&
          summed(figures.notSent.map(({ reason, notSent }) => [reason, notSent]))
            .slice(0, mostReasons)
            .map(([reason, count]) => ({ reason, says: reasonText(reason), count })),
      }
    },
  }
}

/** A refusal with its reason, at who asked; `place` is where it is mended. */
function presentSentBack({ title, state, answer = '', decidedByName, decidedAt, at }: Review, place: string) {
  const isVoid = state === 'stale'
  return {
    kind: 'sentBack' as const,
    id: place,
    title: isVoid ? `「${title}」的复核作废了` : `「${title}」复核没有通过`,
    says: isVoid ? `${answer}，要重新提交` : `${decidedByName ?? '同事'}：${answer}`,
    at: decidedAt ?? at,
  }
}

/** The most first. */
function summed(rows: (readonly [string, number])[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const [name, count] of rows) sums.set(name, (sums.get(name) ?? 0) + count)
  return [...sums].sort((a, b) => b[1] - a[1])
}
