import type { AnswerOf } from '../../../../api/operations.ts'
import { present } from '../../../../api/present.ts'
import { dayInWords } from '../../../../design/times.ts'

export type Versions = AnswerOf<'get', '/definitions/{kind}/{id}/versions'>
export type Version = Versions['items'][number]

/** `draft`, or the number of a version. */
export type Which = 'draft' | number

/** Where a version stands: 线上, 灰度, 曾用, or nobody ever got it. */
export function standingOf(version: Version, pilot: number | null): string {
  if (version.inUse) return '线上'
  if (version.number === pilot) return '灰度'
  return version.published.length > 0 ? '曾用' : '没用过'
}

/** 第 3 版 线上 · 10月28日 周敏 */
export function versionWords(version: Version, pilot: number | null, now = present()): string {
  const last = version.published[0]
  const at = dayInWords(new Date(last?.at ?? version.madeAt), now)
  return `第\u00a0${version.number}\u00a0版 ${standingOf(version, pilot)} · ${at} ${last?.by ?? version.by}`
}

/** What is compared at first: what is in use with what it is about to become, else with what it was before. */
export function usualPair(
  versions: readonly Version[],
  { live, pilot, hasDraft }: { live: number | null; pilot: number | null; hasDraft: boolean },
): { from: number; to: Which } | null {
  if (live === null) return null
  if (hasDraft) return { from: live, to: 'draft' }
  if (pilot !== null && pilot !== live) return { from: live, to: pilot }
  const before = versions.find(({ number, published }) => number < live && published.length > 0)
  return before ? { from: before.number, to: live } : null
}
