import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { type StaffEntry, staffEntrySchema } from '../domain/sales/staff-directory.ts'
import { ConfigError } from './config.ts'

/**
 * The sales team as the operator wrote it down (staff.example.yaml).
 * @throws ConfigError with every entry that is wrong; values never appear in it
 */
export async function readStaffFile(path: string): Promise<StaffEntry[]> {
  const entries = z
    .array(staffEntrySchema, 'a list of salespeople, see staff.example.yaml')
    .safeParse(await readYaml(path))
  if (entries.success) return entries.data
  throw new ConfigError(
    entries.error.issues.map(({ path: [place, ...field], message }) => {
      const entry = typeof place === 'number' ? `entry ${place + 1}: ` : ''
      return `STAFF_FILE: ${entry}${field.length > 0 ? `${field.join('.')}: ` : ''}${message}`
    }),
  )
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new ConfigError([`STAFF_FILE: ${path} cannot be read: ${(error as Error).message.split('\n')[0]}`])
  }
}
