import type { Clock } from '../../../domain/clock.ts'
import type { CreditReporter, CreditRow } from '../../../domain/credit/credit-report.ts'
import { creditRule } from '../../../domain/credit/credit-rule.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { type createScopes, isWithin } from '../../../domain/members/scope.ts'
import { boundsOf, type PeriodName, periodOf } from '../../../domain/period.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import { type SummedFigures, sumFigures } from '../../../domain/staff-figures/sum-figures.ts'
import type { StaffFigureStore } from '../../../models/staff-figures.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { credit as contract } from './contract.ts'

interface Asked {
  period: PeriodName
  from?: string
  to?: string
}

export function createCreditHandlers(deps: {
  report: CreditReporter
  directory: Pick<StaffDirectory, 'all'>
  scopes: Pick<ReturnType<typeof createScopes>, 'of'>
  figures: Pick<StaffFigureStore, 'between'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { report, directory, scopes, figures, auditLog, clock } = deps

  async function look(asked: Asked, caller: Caller) {
    const named = periodOf(asked.period, clock.now())
    const { from = named.from, to = named.to } = asked
    const scope = await scopes.of(caller)
    const [{ rows, credited, uncredited }, staff, days] = await Promise.all([
      report(...boundsOf({ from, to })),
      directory.all(),
      figures.between(from, to),
    ])
    const names = new Map(staff.map(({ _id, name }) => [_id, name]))
    const told = sumFigures(days)
    const own = withQuietOnes(rows, told, staff).filter((row) => isWithin(scope, row.staff))
    const seesAll = scope.kind === 'everything'
    return {
      from,
      to,
      rule: creditRule,
      items: own.map(({ staff: userid, place, ...counts }, at) => ({
        userid,
        name: names.get(userid) ?? null,
        ...place,
        ...counts,
        wecom: own.findIndex((one) => one.staff === userid) === at ? presentFigures(told.get(userid)) : null,
      })),
      wecomUntil: days.reduce<string | null>(
        (last, { day }) => (last === null || day > last ? day : last),
        null,
      ),
      credited: seesAll
        ? credited
        : {
            orders: own.reduce((sum, { orders }) => sum + orders, 0),
            fen: own.reduce((sum, { fen }) => sum + fen, 0),
          },
      uncredited: seesAll ? uncredited : null,
    }
  }

  return {
    look: ({ query, caller }) => look(query, caller),

    async take({ body, caller }) {
      const taken = await look(body, caller)
      await auditLog.record(caller, {
        action: 'credit.exported',
        on: 'credit',
        details: { from: taken.from, to: taken.to, rows: taken.items.length, fen: taken.credited.fen },
      })
      return taken
    },
  }
}

/** Whoever talked to customers and has nothing else to show is shown, too. */
function withQuietOnes(
  rows: readonly CreditRow[],
  told: ReadonlyMap<string, SummedFigures>,
  staff: readonly { _id: string; department: string }[],
): CreditRow[] {
  const known = new Set(rows.map((row) => row.staff))
  const quiet = staff.filter(({ _id }) => hasTalked(told.get(_id)) && !known.has(_id))
  const nothing = { sends: 0, clicks: 0, tasks: 0, orders: 0, fen: 0 }
  return [
    ...rows,
    ...quiet.map(({ _id, department }) => ({ staff: _id, place: { department, store: null }, ...nothing })),
  ]
}

function hasTalked(figures: SummedFigures | undefined): boolean {
  return figures !== undefined && figures.chats + figures.messages + figures.contacts + figures.losses > 0
}

function presentFigures(figures: SummedFigures | undefined) {
  if (figures === undefined) return null
  const { days, chats, messages, contacts, losses, replyPercent, replyMinutes } = figures
  return {
    ...{ days, chats, messages, contacts, losses },
    replyPercent: replyPercent ?? null,
    replyMinutes: replyMinutes ?? null,
  }
}
