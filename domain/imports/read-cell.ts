import { DateTime, FixedOffsetZone } from 'luxon'
import { normalisePhone } from '../customers/phone-number.ts'
import { DomainError } from '../errors.ts'
import { defaultZone } from '../local-time.ts'
import { dateOfSerial, type Epoch } from '../spreadsheet/serial-date.ts'
import { cleanLine, withoutInvisible } from '../text/clean-line.ts'
import type { FaultCode } from './faults.ts'
import type { Given } from './file/table.ts'

/** What a cell says; null for an empty one. */
export type Read<T> = { value: T } | { fault: FaultCode } | null

/** What Excel makes of a long number. */
const scientific = /^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/
/** As many digits as Excel keeps of a number. */
const exactDigits = 15

/** The text of a cell without what Excel puts around it to keep it one: `="0123"`, `'0123`, a tab behind. */
export function textIn(cell: Given | undefined): string {
  if (cell === undefined) return ''
  if (typeof cell === 'string') return unwrapped(cell)
  switch (cell.kind) {
    case 'text':
      return unwrapped(cell.text)
    case 'number':
      return String(cell.number)
    case 'date':
      return cell.minute === 0 ? cell.day : `${cell.day} ${clock(cell.minute)}`
    case 'time':
      return clock(cell.minute)
    case 'flag':
      return cell.flag ? '是' : '否'
    case 'error':
      return cell.text
  }
}

function unwrapped(written: string): string {
  const text = written.trim()
  const formula = /^="([\s\S]*)"$/.exec(text)?.[1]
  if (formula !== undefined) return formula.replaceAll('""', '"').trim()
  return text.startsWith("'") ? text.slice(1).trim() : text
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Formulas that went wrong, in a workbook or as a CSV writes them. */
export function isErrorCell(cell: Given | undefined): boolean {
  if (cell === undefined) return false
  if (typeof cell !== 'string') return cell.kind === 'error'
  return /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!)$/.test(cell.trim())
}

/** Digits and signs in their one form. */
const plain = (cell: Given | undefined): string => withoutInvisible(textIn(cell).normalize('NFKC'))

/** E.164. */
export function readPhone(cell: Given | undefined): Read<string> {
  const text = plain(cell).replace(/\.0+$/, '')
  if (text === '') return null
  if (scientific.test(text)) return { fault: 'phoneScientific' }
  try {
    return { value: normalisePhone(text) }
  } catch (error) {
    if (error instanceof DomainError) return { fault: 'phoneMalformed' }
    throw error
  }
}

/** An id of another system, all of its digits. */
export function readId(cell: Given | undefined): Read<string> {
  const text = plain(cell)
  if (text === '') return null
  const isNumber = typeof cell === 'object' && cell.kind === 'number'
  if (scientific.test(text) || (isNumber && text.replaceAll(/\D/g, '').length > exactDigits))
    return { fault: 'idRounded' }
  return /^[\x21-\x7e]{1,128}$/.test(text) ? { value: text } : { fault: 'idMalformed' }
}

export function readEmail(cell: Given | undefined): Read<string> {
  const text = plain(cell)
  if (text === '') return null
  const isMail = text.length <= 254 && /^[^\s@<>,;"']+@[^\s@<>,;"']+\.[^\s@.<>,;"']{2,}$/.test(text)
  return isMail ? { value: text } : { fault: 'emailMalformed' }
}

/** One clean line. */
export function readText(cell: Given | undefined, longest: number): Read<string> {
  const text = cleanLine(textIn(cell))
  if (text === '') return null
  return text.length > longest ? { fault: 'textLong' } : { value: text }
}

export function readNumber(cell: Given | undefined): Read<number> {
  const text = plain(cell).replaceAll(/(?<=\d),(?=\d{3})/g, '')
  if (text === '') return null
  const isNumber = scientific.test(text) || /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)
  return isNumber && Number.isFinite(Number(text)) ? { value: Number(text) } : { fault: 'numberMalformed' }
}

/** Yuan as people write them, in fen. */
export function readMoneyFen(cell: Given | undefined): Read<number> {
  const text = plain(cell).replaceAll(/[¥￥,\s元]/g, '')
  if (text === '') return null
  // What a program computed may lie a hair beside the fen.
  const [, yuan, fen = ''] = /^(\d{1,10})(?:\.(\d+))?$/.exec(text) ?? []
  if (yuan === undefined) return { fault: 'moneyMalformed' }
  const exact = Number(`${yuan}.${fen || '0'}`) * 100
  return Math.abs(exact - Math.round(exact)) < 1e-4
    ? { value: Math.round(exact) }
    : { fault: 'moneyMalformed' }
}

/** Whole fen. */
export function readFen(cell: Given | undefined): Read<number> {
  const text = plain(cell)
    .replaceAll(/[,\s分]/g, '')
    .replace(/\.0+$/, '')
  if (text === '') return null
  return /^\d{1,12}$/.test(text) ? { value: Number(text) } : { fault: 'fenMalformed' }
}

const yes = /^(是|有|同意|已同意|授权|已授权|订阅|已订阅|允许|y|yes|true|t|1|√|✓|✔)$/i
const no = /^(否|无|不同意|拒绝|已拒绝|退订|已退订|不允许|n|no|false|f|0|×|✗|✘)$/i

export function readYesNo(cell: Given | undefined): Read<boolean> {
  const text = plain(cell)
  if (text === '') return null
  if (yes.test(text)) return { value: true }
  return no.test(text) ? { value: false } : { fault: 'yesNoMalformed' }
}

const written =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时](\d{1,2})分?(?::(\d{1,2})(?:\.\d+)?秒?)?)?$/
/** The numbers days of these hundred years have: fewer is a quantity. */
const serials = { from: 10_000, to: 60_000 }

/** Since then Asia/Shanghai has changed its clocks no more, and a file of many moments need not ask for each. */
const steadySince = 1992
const steadyZone = FixedOffsetZone.instance(8 * 60)

/** A moment on the clock of Asia/Shanghai, or with its zone; a number is a day as Excel counts them. */
export function readMoment(cell: Given | undefined, epoch: Epoch): Read<Date> {
  const text = plain(cell)
  if (text === '') return null
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const at = DateTime.fromISO(text)
    return at.isValid ? { value: at.toJSDate() } : { fault: 'dayMalformed' }
  }
  if (/^\d{5}(\.\d+)?$/.test(text)) return readSerial(Number(text), epoch)
  const parts = written.exec(text.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'))
  if (parts === null) return { fault: 'dayMalformed' }
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const zone = Number(year) < steadySince ? defaultZone : steadyZone
  const at = DateTime.fromObject({ year, month, day, hour, minute, second }, { zone })
  return at.isValid && Number(year) > 1800 ? { value: at.toJSDate() } : { fault: 'dayMalformed' }
}

function readSerial(serial: number, epoch: Epoch): Read<Date> {
  if (serial < serials.from || serial > serials.to) return { fault: 'dayMalformed' }
  const day = dateOfSerial(serial, epoch)
  return day.kind === 'date' ? readMoment(day, epoch) : { fault: 'dayMalformed' }
}

/** `05-20`, of a birthday with or without its year. */
export function readMonthDay(cell: Given | undefined, epoch: Epoch): Read<string> {
  const text = plain(cell)
  if (text === '') return null
  const [, month, day] = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? []
  // 29 February is a day of leap years.
  const whole = month === undefined ? readMoment(cell, epoch) : readMoment(`2000-${month}-${day}`, epoch)
  if (whole === null || 'fault' in whole) return { fault: 'monthDayMalformed' }
  return { value: DateTime.fromJSDate(whole.value, { zone: defaultZone }).toFormat('MM-dd') }
}
