import type { After } from '../../../models/by-moment.ts'
import { AdminRefusal } from '../core/refuse.ts'

/** Where a list in the order of moments goes on, as one text. */
export const writeCursor = ({ at, id }: After): string => `${at.getTime()}.${id}`

/** @throws AdminRefusal for what `writeCursor` did not write */
export function readCursor(text: string | undefined): After | null {
  if (text === undefined) return null
  const [, ms, id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? []
  if (ms === undefined || id === undefined)
    throw new AdminRefusal(422, 'request.malformed', '这一页的位置不对，请从头看')
  return { at: new Date(Number(ms)), id }
}
