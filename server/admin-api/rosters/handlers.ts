import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import { isoDay, weekStart } from '../../../domain/local-time.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { KeptRosters } from '../../../domain/roster/keep-rosters.ts'
import { weekOf } from '../../../domain/roster/week-view.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import { spanOn } from '../../../domain/sales/working-hours.ts'
import type { RosterStore } from '../../../models/rosters.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { rosters as contract } from './contract.ts'
import { isOwn, presentContent, presentWeek, readContent } from './present.ts'

/** Weekly rosters 排班, written by whoever leads a department. */
export function createRosterHandlers(deps: {
  rosters: KeptRosters
  store: Pick<RosterStore, 'all'>
  directory: Pick<StaffDirectory, 'all' | 'hoursOfDepartment'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { rosters, store, directory, auditLog, clock } = deps

  function mustBeOwn(department: string, caller: Caller): void {
    if (isOwn(department, caller)) return
    throw new AdminRefusal(403, 'roster.not_own', '只能排自己部门的班，要改这一张请找市场同事')
  }

  return {
    async list({ caller }) {
      const [all, people] = await Promise.all([store.all(), directory.all()])
      const departments = new Set([
        ...people.map(({ department }) => department),
        ...all.map(({ _id }) => _id),
      ])
      return {
        items: [...departments].sort().map((department) => ({
          department,
          people: people.filter((one) => one.department === department).length,
          hasRoster: all.some(({ _id }) => _id === department),
          isOwn: isOwn(department, caller),
        })),
      }
    },

    async find({ params: { department }, query, caller }) {
      const [content, people, all, hours] = await Promise.all([
        rosters.contentOf(department),
        rosters.peopleOf(department),
        store.all(),
        directory.hoursOfDepartment(department),
      ])
      const from = query.from ?? isoDay(weekStart(clock.now()))
      const view = weekOf({ from, people, rosters: all, openOn: (day) => spanOn(day, hours) })
      return {
        department,
        rev: content.rev,
        ...presentContent(content),
        people: people.map(({ _id, name }) => ({ userid: _id, name })),
        view: presentWeek(view),
        isOwn: isOwn(department, caller),
      }
    },

    async save({ params: { department }, body: { rev, ...written }, caller }) {
      mustBeOwn(department, caller)
      const saved = await rosters.save(department, { rev, ...readContent(written) }, caller.memberId)
      if (saved.kind === 'faults') throw new DomainError('request.malformed', { places: saved.faults })
      await auditLog.record(caller, {
        action: 'roster.saved',
        on: `roster:${department}`,
        details: { rev: saved.roster.rev, people: saved.roster.week.length },
      })
      return { rev: saved.roster.rev }
    },

    async remove({ params: { department }, query: { rev }, caller }) {
      mustBeOwn(department, caller)
      await rosters.remove(department, rev)
      await auditLog.record(caller, { action: 'roster.removed', on: `roster:${department}` })
      return {}
    },

    async readSheet({ params: { department }, body, caller }) {
      mustBeOwn(department, caller)
      const read = await rosters.read(department, Buffer.from(body.buffer, body.byteOffset, body.byteLength))
      return 'faults' in read
        ? { content: null, faults: read.faults.slice(0, 50) }
        : { content: presentContent(read), faults: [] }
    },

    async template({ params: { department } }) {
      const file = await rosters.template(department)
      return { name: `排班-${department}.xlsx`, base64: file.toString('base64') }
    },
  }
}
