import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { readHint } from '../domain/language/hint.ts'
import { type StaffEntry, staffFileSchema } from '../domain/sales/staff-entry.ts'
import { ConfigError } from './config.ts'

/**
 * The sales team as the operator wrote it down (staff.example.yaml).
 * @throws ConfigError with every entry that is wrong, in the language of the file; phones and names never appear in it
 */
export async function readStaffFile(path: string): Promise<StaffEntry[]> {
  const written = await readYaml(path)
  const read = staffFileSchema.safeParse(written)
  if (read.success) return read.data
  throw new ConfigError(
    read.error.issues.map(({ path: place, message }) => {
      const { expected, todo } = readHint(message) ?? { expected: message, todo: '照 staff.example.yaml 改' }
      return `STAFF_FILE：${placeInWords(place, written)}应为：${expected}；请${todo}`
    }),
  )
}

/** `第 2 位（hanmei）phone ` or `hours.from `; nothing for the file as a whole. */
function placeInWords(place: PropertyKey[], written: unknown): string {
  const [first, second, ...field] = place
  if (first !== 'staff' || typeof second !== 'number') return place.length > 0 ? `${place.join('.')} ` : ''
  const people = Array.isArray(written) ? written : (written as { staff: unknown[] }).staff
  const { userid } = (people[second] ?? {}) as { userid?: unknown }
  const who = typeof userid === 'string' && /^[\w\-@.]{1,64}$/.test(userid) ? `（${userid}）` : ''
  return `第 ${second + 1} 位${who}${field.length > 0 ? ` ${field.join('.')}` : ''} `
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new ConfigError([`STAFF_FILE：读不了 ${path}：${(error as Error).message.split('\n')[0]}`])
  }
}
