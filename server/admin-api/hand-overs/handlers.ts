import { DomainError } from '../../../domain/errors.ts'
import type { HandOvers } from '../../../domain/hand-over/create-hand-over.ts'
import { refusalInWords } from '../../../domain/hand-over/refusals.ts'
import type { Estate } from '../../../domain/hand-over/what-somebody-has.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import type { HandOver, HandOverCount, HandOverThing } from '../../../models/hand-overs.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { handOvers as contract } from './contract.ts'

const shown = 50
const nameOfThing: Record<HandOverThing, string> = {
  customer: '客户',
  group: '客户群',
  task: '待办',
  code: '渠道活码',
  batch: '企业群发',
}

/** What is wrong with a request, in words and where it is written. */
const faults: Record<string, { field: string; text: string }> = {
  same: { field: 'to', text: '接替的成员不能是原成员自己' },
  nobody: { field: 'to', text: '选一位接替的成员' },
  nothing: { field: 'from', text: '这位成员没有可以交接的客户、客户群、待办、活码和群发' },
  sentence: { field: 'sentence', text: '离职继承不能带话；在职继承最多 200 个字' },
}

export function createHandOverHandlers(deps: {
  handOvers: Pick<HandOvers, 'list' | 'left' | 'estateOf' | 'begin'>
  directory: Pick<StaffDirectory, 'all'>
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { handOvers, directory, auditLog } = deps

  return {
    async list() {
      const [all, left, staff] = await Promise.all([handOvers.list(shown), handOvers.left(), directory.all()])
      const nameOf = (userid: string) => staff.find(({ _id }) => _id === userid.toLowerCase())?.name ?? userid
      return {
        items: all.map(({ handOver, counts }) => present(handOver, counts, nameOf)),
        left: [...left].map(([userid, customers]) => ({ userid, name: nameOf(userid), customers })),
        staff: staff.map(({ _id, name, department }) => ({ userid: _id, name, department })),
      }
    },

    estate: async ({ query }) => countsOf(await handOvers.estateOf(query.from, query.kind)),

    async begin({ body, caller }) {
      const { from, to, kind, sentence } = body
      try {
        const begun = await handOvers.begin({
          from,
          to,
          kind,
          by: caller.name,
          ...(sentence && { sentence }),
        })
        await auditLog.record(caller, {
          action: 'handOver.begun',
          on: `handOver:${begun._id}`,
          details: body,
        })
        return { id: begun._id }
      } catch (error) {
        const reason = error instanceof DomainError && error.code === 'hand_over.refused' && error.data.reason
        const fault = typeof reason === 'string' ? faults[reason] : undefined
        if (!fault) throw error
        throw new AdminRefusal(409, 'hand_over.refused', fault.text, { [fault.field]: fault.text })
      }
    },
  }
}

function countsOf(estate: Estate) {
  const size = (what: HandOverThing) => estate.get(what)?.length ?? 0
  return {
    customers: size('customer'),
    groups: size('group'),
    tasks: size('task'),
    codes: size('code'),
    batches: size('batch'),
  }
}

function present(handOver: HandOver, counts: readonly HandOverCount[], nameOf: (userid: string) => string) {
  const sum = (of: readonly HandOverCount[]) => of.reduce((total, { count }) => total + count, 0)
  const things = (what: HandOverThing) => sum(counts.filter((each) => each.what === what))
  const inState = (...states: HandOverCount['state'][]) =>
    sum(counts.filter(({ state }) => states.includes(state)))
  const refused = new Map<string, { what: string; why: string; count: number }>()
  for (const { what, code = '', count } of counts.filter(({ state }) => state === 'refused')) {
    const why = refusalInWords(code)
    const key = `${what} ${why}`
    refused.set(key, { what: nameOfThing[what], why, count: (refused.get(key)?.count ?? 0) + count })
  }
  return {
    id: handOver._id,
    from: handOver.from,
    fromName: nameOf(handOver.from),
    to: handOver.to.map(nameOf),
    kind: handOver.kind,
    sentence: handOver.sentence ?? null,
    by: handOver.by,
    startedAt: handOver.startedAt,
    endedAt: handOver.endedAt ?? null,
    total: {
      customers: things('customer'),
      groups: things('group'),
      tasks: things('task'),
      codes: things('code'),
      batches: things('batch'),
    },
    done: inState('done'),
    waiting: inState('planned', 'asked'),
    refused: [...refused.values()],
  }
}
