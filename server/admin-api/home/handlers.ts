import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import { dayStart, defaultZone } from '../../../domain/local-time.ts'
import type { MemberCaller } from '../../../domain/members/caller.ts'
import type { Role } from '../../../domain/members/roles.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { DoctorFinding } from '../../../models/doctor-findings.ts'
import type { createTodayFigures, NotSentToday, PutOff, SentToday } from '../../../models/today-figures.ts'
import { presentTouch } from '../broadcasts/present.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { home as contract } from './contract.ts'
import { type ProgressOf, presentRunning } from './running.ts'
import { createWaiting, makers, type WaitingDeps } from './waiting.ts'
import { whatComes } from './what-comes.ts'

/** Figures of today, counted once for everybody who looks. */
export interface Today {
  inside: Map<string, number>
  entered: Map<string, number>
  sent: SentToday[]
  notSent: NotSentToday[]
  putOff: PutOff | null
}

/** Whose figures are those of everybody. */
const overlookers: readonly Role[] = ['owner', 'marketer', 'analyst']
const operators: readonly Role[] = ['owner', 'operator']
const mostReasons = 6

/** The first page of a day, by role: every figure is counted from the records or indexes of today. */
export function createHomeHandlers(
  deps: Omit<WaitingDeps, 'now'> & {
    clock: Clock
    today: (since: Date, journeyIds: string[]) => Promise<Today>
    figures: Pick<ReturnType<typeof createTodayFigures>, 'page'>
    progressOf: ProgressOf
    customers: Pick<Customers, 'findMany' | 'masked'>
    stuck: () => Promise<{ count: number }>
    findings: () => Promise<DoctorFinding[]>
    undone: () => Promise<{ failed: number }>
  },
): Handlers<typeof contract> {
  const { clock, snapshot, customers } = deps
  const waiting = createWaiting({ ...deps, now: clock.now })

  async function alerts({ role }: MemberCaller) {
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

  return {
    async today({ caller }) {
      const now = clock.now()
      const current = snapshot()
      const since = dayStart(now, defaultZone)
      const seesAll = overlookers.includes(caller.role)
      const ids = current.registry.journeys.map(({ id }) => id)
      const [warned, waits, figures, unset] = await Promise.all([
        alerts(caller),
        waiting.of(caller),
        seesAll ? deps.today(since, ids) : null,
        makers.includes(caller.role) ? waiting.unsetBroadcasts() : [],
      ])
      const { caps } = rulesInForce(current).rules
      return {
        now,
        alerts: warned,
        waiting: waits,
        running: figures && (await presentRunning(current, figures, deps.progressOf)),
        next:
          caller.role === 'finance'
            ? []
            : whatComes(current, now, { putOff: figures?.putOff ?? null, unset }),
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
        caps: { perDay: caps.perDay, perWeek: caps.perWeek },
      }
    },

    async people({ query: { of, channel, reason, after, limit } }) {
      const since = dayStart(clock.now(), defaultZone)
      const { items, next } = await deps.figures.page(since, { of, channel, reason }, { after, limit })
      const found = await customers.findMany(items.map(({ customerId }) => customerId))
      const names = new Map(snapshot().registry.messages.map(({ id, name }) => [id, name]))
      return {
        items: items.map((touch) => {
          const person = presentTouch(touch, found.get(touch.customerId), customers)
          return { ...person, says: `「${names.get(touch.messageId) ?? touch.messageId}」${person.says}` }
        }),
        next,
      }
    },
  }
}

/** The most first. */
function summed(rows: (readonly [string, number])[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const [name, count] of rows) sums.set(name, (sums.get(name) ?? 0) + count)
  return [...sums].sort((a, b) => b[1] - a[1])
}
