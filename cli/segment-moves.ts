import type { NewVersion } from '../domain/definitions/change.ts'
import { WrongUsage } from './refusal.ts'
import type { World } from './world.ts'

/** Who enters and leaves live segments because their rules are changed, and whether journeys hear of it. */
export interface SegmentMoves {
  lines: string[]
  json: { key: string; enters: number; leaves: number; tell: boolean }[]
  /** Keys of those that journeys hear of. */
  tell: string[]
}

export const segmentMovesOption = [
  '--segment-moves <tell|quiet>',
  '改了人群包的规则时，因此进出的人要不要触发流程的进入和退出（缺省 quiet：不触发）',
] as const

/** Counts them. @throws WrongUsage */
export async function segmentMoves(
  wanted: readonly NewVersion[],
  written: unknown,
  { snapshot, foresight }: Pick<World, 'snapshot' | 'foresight'>,
): Promise<SegmentMoves> {
  if (written !== undefined && written !== 'tell' && written !== 'quiet') {
    throw new WrongUsage(`“${written}”应为 tell（触发流程）或 quiet（不触发）`)
  }
  const tell = written === 'tell'
  const moves = await foresight.segmentMoves(wanted, snapshot)
  const json = moves.map((each) => ({ ...each, tell }))
  const effect = tell ? '会触发流程的进入和退出' : '不触发流程的进入和退出（要触发，加 --segment-moves tell）'
  return {
    lines: json.map(
      ({ key, enters, leaves }) => `${key} 的规则变了：${enters} 人进入、${leaves} 人离开，${effect}`,
    ),
    json,
    tell: tell ? moves.map(({ key }) => key) : [],
  }
}
