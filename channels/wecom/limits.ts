import { byteLength } from '../byte-length.ts'
import type { Limit } from '../coordination/rate-governor.ts'
import { overLimit } from '../platform-error.ts'

/** Limits of values, in UTF-8 bytes where the document says bytes or nothing, in characters where it says so. */
export const limits = {
  /** documents 92137, 92599 */
  welcomeText: 4_000,
  welcomeAttachments: 9,
  /** document 92135 */
  groupSendPeople: 10_000,
  /** document 94677 */
  kfText: 2_048,
  linkTitle: 128,
  linkDescription: 512,
  url: 2_048,
  miniprogramTitle: 64,
  /** document 90253: images; older pages of it say 2 MB, so we stay below that. */
  leastMediaBytes: 6,
  imageBytes: 2 * 1024 * 1024,
  fileBytes: 20 * 1024 * 1024,
  /** document 90236 */
  staffText: 2_048,
  cardTitle: 128,
  cardDescription: 512,
  cardFacts: 6,
  factLabel: 30,
  factValue: 128,
  cardButtons: 6,
  buttonText: 30,
  buttonKey: 1_024,
  taskId: 128,
  /** document 92117, characters */
  tagName: 30,
  /** document 98176 */
  loginCode: 512,
} as const

export const minuteMs = 60_000
export const hourMs = 3_600_000

/** Per corp and api 10,000 a minute and 150,000 an hour (document 90454). */
export function apiLimits(corpId: string, path: string): readonly [Limit, Limit] {
  const name = `wecom:${corpId}:${path}`
  return [
    { name, most: 10_000, windowMs: minuteMs },
    { name: `${name}:hour`, most: 150_000, windowMs: hourMs },
  ]
}

/**
 * WeCom drops what goes beyond 30 a minute or 1,000 an hour to one member without an error (document 90454), so we stay
 * below in any window. Userids are compared ignoring case.
 */
export function memberLimits(corpId: string, userid: string): readonly Limit[] {
  const name = `wecom:${corpId}:member:${userid.toLowerCase()}`
  return [
    { name, most: 30, windowMs: minuteMs },
    { name: `${name}:hour`, most: 1_000, windowMs: hourMs },
  ]
}

/** Throws PlatformError `invalid` when `text` is longer than `maxBytes`. */
export function withinBytes(api: string, field: string, text: string | undefined, maxBytes: number): void {
  if (text !== undefined && byteLength(text) > maxBytes) throw overLimit('wecom', api, field)
}

/** Throws PlatformError `invalid` unless the condition holds. */
export function within(api: string, field: string, holds: boolean): void {
  if (!holds) throw overLimit('wecom', api, field)
}
