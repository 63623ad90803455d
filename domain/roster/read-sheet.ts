import { DateTime } from 'luxon'
import type { RosterException, RosterRow, Shift } from '../../models/rosters.ts'
import { type Cell, cellName, type SheetRow, textOfCell } from '../spreadsheet/cell.ts'
import type { RosterContent } from './roster-rules.ts'
import { off } from './shift-of.ts'

/** Somebody who may be in a roster. */
export interface RosterPerson {
  userid: string
  name: string
}

/** What is wrong in which cell, as its person would find it: `C7`. */
export interface SheetFault {
  cell: string
  message: string
}

type Column =
  | { kind: 'who' }
  | { kind: 'userid' }
  | { kind: 'weekday'; weekday: number }
  | { kind: 'day'; day: string }

const weekdayNames = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const headingRows = 10

/** What people write in a cell for a day off. */
const offWords = new Set(['休', '休息', '-', '–', '—', '/', 'x', 'X', '×', '0', '假', '请假'])

/**
 * A roster from a sheet with one row a person (姓名, or 账号 where names are the same), columns 周一 … 周日 for every week
 * and columns of dates for single days. A cell names a shift or its times (`10:00-18:00`, which becomes a shift); an empty
 * one is a day off in a weekday's column and says nothing in a date's. All of it is read, or nothing: every fault is named.
 */
export function readSheet(
  rows: readonly SheetRow[],
  about: { people: readonly RosterPerson[]; shifts: readonly Shift[]; before: readonly RosterRow[] },
): RosterContent | { faults: SheetFault[] } {
  const heading = rows.slice(0, headingRows).find(({ cells }) => [...cells.values()].some(isWho))
  if (!heading)
    return { faults: [{ cell: 'A1', message: '第一行要有「姓名」和「周一」到「周日」，可以先下载模板' }] }
  const columns = columnsOf(heading)
  if (![...columns.values()].some(({ kind }) => kind === 'weekday' || kind === 'day'))
    return { faults: [{ cell: cellName(heading.row, 0), message: '没有「周一」到「周日」，也没有日期的列' }] }
  const shifts = [...about.shifts]
  const found = {
    shifts,
    week: [] as RosterRow[],
    exceptions: [] as RosterException[],
    faults: [] as SheetFault[],
  }
  for (const row of rows) {
    if (row.row > heading.row) readRow(row, { columns, about, found })
  }
  const { faults, ...content } = found
  if (content.week.length === 0 && faults.length === 0)
    faults.push({ cell: cellName(heading.row + 1, 0), message: '表里没有人' })
  return faults.length > 0 ? { faults } : content
}

interface Reading {
  columns: ReadonlyMap<number, Column>
  about: { people: readonly RosterPerson[]; before: readonly RosterRow[] }
  found: { shifts: Shift[]; week: RosterRow[]; exceptions: RosterException[]; faults: SheetFault[] }
}

function readRow({ row, cells }: SheetRow, { columns, about, found }: Reading): void {
  const person = whoIn(row, cells, { columns, people: about.people })
  if (person === null) return
  if ('faults' in person) return void found.faults.push(...person.faults)
  const { userid } = person
  if (found.week.some((one) => one.userid === userid))
    return void found.faults.push({ cell: cellName(row, 0), message: `${person.name} 写了两行，留一行` })
  const hasWeek = [...columns.values()].some(({ kind }) => kind === 'weekday')
  const usual = about.before.find((one) => one.userid === userid)?.days
  // A sheet of dates alone leaves the usual week as it is.
  const days = hasWeek || !usual ? weekdayNames.map(() => off) : [...usual]
  for (const [column, { kind, ...more }] of columns) {
    const text = textOfCell(cells.get(column)).trim()
    if (text === '' || kind === 'who' || kind === 'userid') continue
    const shift = shiftNamed(text, found.shifts)
    if (shift === null)
      found.faults.push({
        cell: cellName(row, column),
        message: `没有「${text}」这个班次，写${found.shifts.map(({ name }) => name).join('、')}、${off}，或 10:00-18:00`,
      })
    else if ('weekday' in more) days[more.weekday] = shift
    else if ('day' in more) found.exceptions.push({ day: more.day, userid, shift })
  }
  found.week.push({ userid, days })
}

/** Null for a row of nobody. */
function whoIn(
  row: number,
  cells: ReadonlyMap<number, Cell>,
  { columns, people }: { columns: ReadonlyMap<number, Column>; people: readonly RosterPerson[] },
): RosterPerson | { faults: SheetFault[] } | null {
  const at = (kind: Column['kind']) => [...columns].find(([, column]) => column.kind === kind)?.[0]
  const [nameColumn, idColumn] = [at('who'), at('userid')]
  const name = nameColumn === undefined ? '' : textOfCell(cells.get(nameColumn)).trim()
  const userid = idColumn === undefined ? '' : textOfCell(cells.get(idColumn)).trim().toLowerCase()
  if (name === '' && userid === '') return null
  const fault = (message: string) => ({
    faults: [{ cell: cellName(row, (userid ? idColumn : nameColumn) ?? 0), message }],
  })
  if (userid !== '') {
    const known = people.find((person) => person.userid === userid)
    return known ?? fault(`这个部门没有账号 ${userid}`)
  }
  const named = people.filter((person) => person.name === name)
  if (named.length > 1) return fault(`有 ${named.length} 位叫${name}，加一列「账号」写明是谁`)
  return named[0] ?? fault(`这个部门没有叫「${name}」的人`)
}

function columnsOf({ cells }: SheetRow): Map<number, Column> {
  const columns = new Map<number, Column>()
  for (const [at, cell] of cells) {
    const column = columnIn(cell)
    if (column) columns.set(at, column)
  }
  return columns
}

function isWho(cell: Cell): boolean {
  return ['who', 'userid'].includes(columnIn(cell)?.kind ?? '')
}

function columnIn(cell: Cell): Column | null {
  if (cell.kind === 'date') return { kind: 'day', day: cell.day }
  const text = textOfCell(cell).replaceAll(/\s/g, '')
  if (/^(姓名|员工|导购|人员)$/.test(text)) return { kind: 'who' }
  if (/^(账号|帐号|企业微信账号|userid)$/i.test(text)) return { kind: 'userid' }
  const weekday = /^(?:周|星期|礼拜)([一二三四五六日天])/.exec(text)?.[1]
  if (weekday !== undefined)
    return { kind: 'weekday', weekday: '一二三四五六日'.indexOf(weekday === '天' ? '日' : weekday) }
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? []
  if (year === undefined) return null
  const date = DateTime.fromObject({ year: Number(year), month: Number(month), day: Number(day) })
  return date.isValid ? { kind: 'day', day: date.toISODate() } : null
}

/** The name of a shift; times that no shift has make one. Null for what is neither. */
function shiftNamed(text: string, shifts: Shift[]): string | null {
  if (offWords.has(text)) return off
  const bare = text.replace(/班$/, '')
  const known = shifts.find(({ name }) => name === text || name === bare || name === `${text}班`)
  if (known) return known.name
  const window = windowIn(text)
  if (window === null) return null
  const same = shifts.find((one) => one.fromMinute === window.fromMinute && one.toMinute === window.toMinute)
  if (same) return same.name
  const made = { name: nameOf(window), ...window }
  shifts.push(made)
  return made.name
}

function windowIn(text: string): { fromMinute: number; toMinute: number } | null {
  const [, from, fromPast, to, toPast] =
    /^(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~～至到]\s*(\d{1,2})(?:[:：](\d{2}))?$/.exec(text) ?? []
  if (from === undefined || to === undefined) return null
  const minute = (hour: string, past = '0') =>
    Number(past) < 60 ? Number(hour) * 60 + Number(past) : Number.NaN
  const window = { fromMinute: minute(from, fromPast), toMinute: minute(to, toPast) }
  return window.fromMinute < window.toMinute && window.toMinute <= 1_440 ? window : null
}

/** `10–18`, `9:30–18`. */
function nameOf({ fromMinute, toMinute }: { fromMinute: number; toMinute: number }): string {
  const clock = (minute: number) =>
    minute % 60 === 0
      ? String(minute / 60)
      : `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
  return `${clock(fromMinute)}–${clock(toMinute)}`
}
