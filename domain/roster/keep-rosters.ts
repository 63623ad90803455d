import type { Roster, RosterRow, RosterStore } from '../../models/rosters.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { readXlsx } from '../spreadsheet/read-xlsx.ts'
import { SheetError } from '../spreadsheet/sheet-error.ts'
import { writeXlsx } from '../spreadsheet/write-xlsx.ts'
import { readSheet, type SheetFault } from './read-sheet.ts'
import { faultsOf, type RosterContent, type RosterFaults, usualShifts } from './roster-rules.ts'
import { off } from './shift-of.ts'

export type Saved = { kind: 'saved'; roster: Roster } | { kind: 'faults'; faults: RosterFaults }

export type KeptRosters = ReturnType<typeof createKeptRosters>

/** Rosters as those who lead a department write them, on the page or in Excel. */
export function createKeptRosters(deps: {
  store: RosterStore
  directory: { all(): Promise<Colleague[]> }
  /** Who wrote it when is about sessions, not about customers. */
  realClock: Clock
}) {
  const { store, directory, realClock } = deps

  async function peopleOf(department: string): Promise<Colleague[]> {
    return (await directory.all()).filter((colleague) => colleague.department === department)
  }

  /** What there is, or what one begins with: everybody of the department, off. */
  async function contentOf(department: string): Promise<RosterContent & { rev: number }> {
    const kept = await store.find(department)
    if (kept) return { rev: kept.rev, shifts: kept.shifts, week: kept.week, exceptions: kept.exceptions }
    return { rev: 0, shifts: [...usualShifts], week: [], exceptions: [] }
  }

  return {
    contentOf,
    peopleOf,

    /** @throws DomainError roster.changed when somebody else saved since `rev` was read */
    async save(
      department: string,
      { rev, ...content }: RosterContent & { rev: number },
      by: string,
    ): Promise<Saved> {
      const given = inOrder(content)
      const faults = faultsOf(given)
      if (Object.keys(faults).length > 0) return { kind: 'faults', faults }
      const roster = { _id: department, rev: rev + 1, ...given, by, at: realClock.now() }
      if (!(await store.save(roster))) throw new DomainError('roster.changed')
      return { kind: 'saved', roster }
    },

    /** Everybody works by the hours of the shop or company again. @throws DomainError roster.changed */
    async remove(department: string, rev: number): Promise<void> {
      if (!(await store.remove(department, rev))) throw new DomainError('roster.changed')
    },

    /** What a sheet says, not saved; people it leaves out stay as they are. */
    async read(department: string, file: Buffer): Promise<RosterContent | { faults: SheetFault[] }> {
      const [kept, people] = await Promise.all([contentOf(department), peopleOf(department)])
      try {
        const named = people.map(({ _id, name }) => ({ userid: _id, name }))
        const about = { people: named, shifts: kept.shifts, before: kept.week }
        const read = readSheet(await readXlsx(file), about)
        return 'faults' in read ? read : withBefore(read, kept)
      } catch (error) {
        if (!(error instanceof SheetError)) throw error
        return { faults: [{ cell: '', message: error.message }] }
      }
    },

    /** A sheet to fill in: what there is, or everybody with nothing yet. */
    async template(department: string): Promise<Buffer> {
      const [{ week, shifts }, people] = await Promise.all([contentOf(department), peopleOf(department)])
      const rows = people.map(({ _id, name }) => [
        name,
        _id,
        ...(week.find(({ userid }) => userid === _id)?.days ?? Array<string>(7).fill('')),
      ])
      const words = shifts.map(({ name }) => name).join('、')
      return writeXlsx('排班', [
        ['姓名', '账号', '周一', '周二', '周三', '周四', '周五', '周六', '周日'],
        ...rows,
        [],
        ['', '', `写${words}、${off}，或 10:00-18:00。再加日期的列（如 2026-12-24），只改那一天`],
      ])
    },
  }
}

function inOrder({ shifts, week, exceptions }: RosterContent): RosterContent {
  const lower = (row: RosterRow): RosterRow => ({ ...row, userid: row.userid.toLowerCase() })
  const said = exceptions.map((one) => ({ ...one, userid: one.userid.toLowerCase() }))
  said.sort((a, b) => (a.day === b.day ? (a.userid < b.userid ? -1 : 1) : a.day < b.day ? -1 : 1))
  return { shifts, week: week.map(lower), exceptions: said }
}

/** What a sheet says over what there was: whom and which days it does not name stay. */
function withBefore(read: RosterContent, before: RosterContent): RosterContent {
  const isNamed = (userid: string) => read.week.some((row) => row.userid === userid)
  const isSaid = (day: string, userid: string) =>
    read.exceptions.some((one) => one.day === day && one.userid === userid)
  return {
    shifts: read.shifts,
    week: [...before.week.filter(({ userid }) => !isNamed(userid)), ...read.week],
    exceptions: [...before.exceptions.filter(({ day, userid }) => !isSaid(day, userid)), ...read.exceptions],
  }
}
