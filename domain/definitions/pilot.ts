import type { Head, Pilot, PilotDeed } from '../../models/definitions.ts'
import { isInUse } from './journey-life.ts'

/** Who gets a version first: a share of all people in percent, or those of a segment. */
export type PilotAudience = { share: number } | { segment: string }

/** `begin`: the version published with it goes to those. `promote`: to everybody. `withdraw`: nobody enters it any more. */
export type PilotChange =
  | { kind: 'begin'; audience: PilotAudience }
  | { kind: 'widen'; audience: PilotAudience }
  | { kind: Exclude<PilotDeed, 'begin' | 'widen'> }

/** zh-CN, for whoever asked. */
export interface NoPilot {
  expected: string
  todo: string
}

/** A pilot of this version beside what is in use; of a journey nobody published before, of itself. */
export function beginPilot(
  before: Head | undefined,
  version: { key: string; number: number },
  audience: PilotAudience,
  now: Date,
): Head | NoPilot {
  if (before?.pilot !== undefined) {
    return { expected: '没有灰度的流程', todo: '先把现在的灰度全量或撤回（kelu pilot promote、withdraw）' }
  }
  if (!isAudience(audience)) return noAudience
  const { key, number } = version
  const pilot: Pilot = { number, ...audience, since: now }
  // One that has ended or was retired begins anew: what it said last is in nobody's use.
  if (before === undefined || !isInUse(before)) {
    return { key, number, since: before?.since ?? now, state: 'live', pilot }
  }
  if (before.number === number) {
    return { expected: '与正在用的版本不同的内容', todo: '改了内容再灰度' }
  }
  return { ...before, pilot }
}

/** The journey after it; or why that cannot be done now. */
export function changePilot(
  head: Head | undefined,
  change: Exclude<PilotChange, { kind: 'begin' }>,
  now: Date,
): Head | NoPilot {
  const pilot = head?.pilot
  if (head === undefined || !pilot) return { expected: '正在灰度的流程', todo: '先看流程现在的状态' }
  const { pilot: _, ...rest } = head
  switch (change.kind) {
    case 'widen':
      return isAudience(change.audience) ? widened(head, pilot, change.audience) : noAudience
    case 'promote':
      return { ...rest, number: pilot.number, promotedAt: now }
    case 'withdraw':
      // Of a first release nothing else is left: who is in it goes on to the end.
      return pilot.number === head.number ? { ...rest, state: 'stopped' } : rest
  }
}

function widened(head: Head, pilot: Pilot, audience: PilotAudience): Head | NoPilot {
  const isWider =
    'share' in audience
      ? pilot.share !== undefined && audience.share > pilot.share
      : pilot.segment !== undefined && audience.segment !== pilot.segment
  if (!isWider) {
    const now = pilot.share === undefined ? `人群包 ${pilot.segment}` : `${pilot.share}%`
    return {
      expected: `比现在更大的范围（现在是${now}）`,
      todo: '给全部人就转为正式版本（kelu pilot promote）',
    }
  }
  const { number, since } = pilot
  return { ...head, pilot: { number, ...audience, since } }
}

function isAudience(audience: PilotAudience): boolean {
  return (
    !('share' in audience) || (Number.isInteger(audience.share) && audience.share > 0 && audience.share < 100)
  )
}

const noAudience: NoPilot = { expected: '1 到 99 的整数百分比', todo: '给全部人就直接发布' }
