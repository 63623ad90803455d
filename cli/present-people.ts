import type { PilotSide } from '../domain/journeys/pilot-audience.ts'
import type { JourneyDefinition } from '../domain/language/journey.ts'
import { WrongUsage } from './refusal.ts'
import type { World } from './world.ts'

/** Who meets the entry of a version already and never entered, and whether they are to. */
export interface PresentPeople {
  /** Null: only an occasion leads into this journey. */
  people: number | null
  enter: boolean
  lines: string[]
}

/** @throws WrongUsage when something is asked for people there cannot be */
export async function presentPeople(
  { definition, side }: { definition: JourneyDefinition; side?: PilotSide },
  wish: 'enter' | 'wait' | undefined,
  { foresight }: Pick<World, 'foresight'>,
): Promise<PresentPeople> {
  const people = await foresight.present({ definition, side })
  if (people === null) {
    if (wish !== undefined) throw new WrongUsage('这个流程由事件进入，没有“现有的人”；去掉 --present')
    return { people: null, enter: false, lines: [] }
  }
  const enter = wish === 'enter'
  const what = enter ? '现在就进入，每人一次' : '不进入，等下一次（加 --present enter 让他们现在进入）'
  return { people, enter, lines: [`已经符合进入条件、没进过流程的有 ${people} 人：${what}`] }
}
