import type { Cell } from './cell.ts'

const dayMs = 86_400_000
const minutesOfDay = 1_440
/** Serial 0 of a workbook that counts from 1900, which believes that 29 February 1900 was a day; and of one that counts from 1904. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const
/** The last day there is in a sheet: 31 December 9999. */
const lastSerial = 2_958_465

export type Epoch = keyof typeof epochs

/** A number shown as a date or time (ECMA-376 18.17.4); one that is no date stays a number. */
export function dateOfSerial(serial: number, epoch: Epoch): Cell {
  if (!(serial >= 0) || serial > lastSerial) return { kind: 'number', number: serial }
  const minutes = Math.round(serial * minutesOfDay)
  if (minutes < minutesOfDay) return { kind: 'time', minute: minutes }
  const days = Math.floor(minutes / minutesOfDay)
  // Before March 1900 the program is a day off.
  const shifted = epoch === 1900 && days < 60 ? days + 1 : days
  const day = new Date(epochs[epoch] + shifted * dayMs).toISOString().slice(0, 10)
  return { kind: 'date', day, minute: minutes % minutesOfDay }
}

/** Built-in formats that show a date or a time (ECMA-376 18.8.30, and those of the Chinese program). */
const builtIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Whether a number format shows dates or times: it has y, m, d, h or s outside of quotes, brackets and escapes. */
export function showsDate(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtIn(id)
  const bare = code.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(bare.replaceAll(/general/gi, ''))
}
