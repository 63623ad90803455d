import type { PilotAudience } from '../domain/definitions/pilot.ts'
import type { Pilot } from '../models/definitions.ts'
import { WrongUsage } from './refusal.ts'

/** Reads `10%` or a segment; undefined when neither was given. @throws WrongUsage */
export function readAudience(share: unknown, segment: unknown): PilotAudience | undefined {
  if (share !== undefined && segment !== undefined)
    throw new WrongUsage('灰度给一部分人，或给一个人群包，只写一个')
  if (segment !== undefined) return { segment: String(segment) }
  if (share === undefined) return undefined
  const percent = /^([1-9]\d?)%?$/.exec(String(share))?.[1]
  if (percent === undefined) throw new WrongUsage(`“${share}”不是 1 到 99 的百分比：写成 10%`)
  return { share: Number(percent) }
}

/** Whether people who meet the entry already enter; they wait unless it is said. @throws WrongUsage */
export function readPresent(written: unknown): 'enter' | 'wait' | undefined {
  if (written === undefined || written === 'enter' || written === 'wait') return written
  throw new WrongUsage(`“${written}”应为 enter（现有的人现在进入）或 wait（等下一次）`)
}

/** zh-CN: who gets it. */
export function audienceText({ share, segment }: Pick<Partial<Pilot>, 'share' | 'segment'>): string {
  return segment ? `人群包 ${segment} 里的人` : `${share}% 的人`
}
