import { decodeTime, encodeTime } from 'ulid'

const timeLetters = 10

/** When a customer became known, ms, by their id; null where the id does not tell. */
export function timeOfId(id: string | null | undefined): number | null {
  const ulid = /^c_([0-9A-HJKMNP-TV-Z]{26})$/.exec(id ?? '')?.[1]
  return ulid === undefined ? null : decodeTime(ulid)
}

/** Before every id of that moment. */
export const idAt = (ms: number): string => `c_${encodeTime(Math.max(0, Math.floor(ms)), timeLetters)}`
