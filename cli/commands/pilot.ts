import type { JourneyDefinition } from '../../domain/language/journey.ts'
import type { Pilot } from '../../models/definitions.ts'
import type { Command } from '../command.ts'
import { readJourney } from '../definition-name.ts'
import { peopleToMove } from '../moving.ts'
import { audienceText, readAudience, readPresent } from '../pilot-options.ts'
import { presentPeople } from '../present-people.ts'
import { Refusal, WrongUsage } from '../refusal.ts'
import { timeText } from '../time-words.ts'
import type { World } from '../world.ts'

const present = [
  '--present <enter|wait>',
  '已经符合进入条件、没进过流程的人现在进入，还是等下一次（缺省 wait）',
] as const

/** A journey with a pilot, and what both of its versions say. */
interface Piloted {
  id: string
  key: string
  pilot: Pilot
  /** Null on a first release. */
  live: { number: number; definition: JourneyDefinition } | null
  definition: JourneyDefinition
}

function pilotOf(written: string | undefined, { snapshot }: World): Piloted {
  const { id, key } = readJourney(written)
  const head = snapshot.headOf('journey', id)
  const piloted = snapshot.pilots.get(key)
  if (!head?.pilot || piloted?.kind !== 'journey') {
    throw new Refusal('pilot.none', [`流程 ${id} 现在没有灰度；kelu publish 用 --pilot 开始`], { key })
  }
  const isFirst = head.pilot.number === head.number
  const live = isFirst ? null : { number: head.number, definition: snapshot.registry.journey(id) }
  return { id, key, pilot: head.pilot, live, definition: piloted.definition }
}

const headingOf = ({ id, pilot, live }: Piloted): string =>
  `流程 ${id}：@${pilot.number} 灰度给${audienceText(pilot)}，${live === null ? '其他人不能进入' : `其他人用 @${live.number}`}`

/** What is asked, and how it is said that it is done. */
async function steer(
  { key, pilot }: Piloted,
  wish: Pick<Parameters<World['publish']>[0], 'pilot' | 'present' | 'move'>,
  done: string,
  { publish, snapshot, by }: World,
) {
  const { number, changes } = await publish({ ...wish, origin: 'page', by }, snapshot.number)
  return {
    lines: [`${key}：${done}（第 ${number} 次发布），运行中的客旅两秒内生效`],
    json: { publication: number, key, pilot: pilot.number, changes },
  }
}

export const pilotShow: Command = {
  usage: 'pilot show <journey>',
  summary: '一个流程的灰度：哪个版本、给谁、各有多少人',
  async run({ args, world }) {
    const opened = await world()
    const piloted = pilotOf(args[0], opened)
    const { id, key, pilot, live } = piloted
    const count = (number: number) => opened.runFigures.countActive([`${id}@${number}`])
    const inPilot = await count(pilot.number)
    const outside = live === null ? null : await count(live.number)
    return {
      lines: [
        headingOf(piloted),
        `从 ${timeText(pilot.since)} 开始；现在 @${pilot.number} 里有 ${inPilot} 人${live === null ? '' : `，@${live.number} 里有 ${outside} 人`}`,
      ],
      json: { key, pilot, live: live?.number ?? null, people: { pilot: inPilot, live: outside } },
    }
  },
}

export const pilotWiden: Command = {
  usage: 'pilot widen <journey>',
  summary: '放量：灰度给更多的人',
  options: [
    ['--share <percent>', '现在给这么多人，例如 30%'],
    ['--segment <segment>', '现在给这个人群包'],
    present,
  ],
  asks: true,
  async run({ args, options, world, confirm }) {
    const audience = readAudience(options.share, options.segment)
    if (audience === undefined) throw new WrongUsage('放量到多少：--share 30% 或 --segment 人群包')
    const wish = readPresent(options.present)
    const opened = await world()
    const piloted = pilotOf(args[0], opened)
    const { key, definition } = piloted
    const there = await presentPeople({ definition, side: { pilot: audience, inside: true } }, wish, opened)
    await confirm({
      lines: [headingOf(piloted), `放量到${audienceText(audience)}；已经在灰度里的人不变`, ...there.lines],
      json: { key, pilot: audience, present: there.people, enter: there.enter },
    })
    const change = {
      pilot: { [key]: { kind: 'widen', audience } as const },
      present: there.enter ? [key] : [],
    }
    return steer(piloted, change, `已放量到${audienceText(audience)}`, opened)
  },
}

export const pilotPromote: Command = {
  usage: 'pilot promote <journey>',
  summary: '全量：灰度的版本给所有人',
  options: [
    present,
    ['--map <old=new...>', '流程里的人从旧步骤移到新步骤；同名的步骤不用写'],
    ['--stay', '流程里的人都留在原版本'],
  ],
  asks: true,
  async run({ args, options, world, confirm }) {
    const wish = readPresent(options.present)
    const opened = await world()
    const piloted = pilotOf(args[0], opened)
    const { key, definition, pilot } = piloted
    const there = await presentPeople({ definition }, wish, opened)
    const people = await peopleToMove(
      { next: definition, from: (number) => number !== pilot.number, options },
      opened,
    )
    await confirm({
      lines: [headingOf(piloted), `@${pilot.number} 给所有人`, ...there.lines, ...people.lines],
      json: { key, promote: pilot.number, present: there.people, enter: there.enter, people: people.moving },
    })
    const change = {
      pilot: { [key]: { kind: 'promote' } as const },
      present: there.enter ? [key] : [],
      move: { [key]: people.moves },
    }
    return steer(piloted, change, `@${pilot.number} 已给所有人`, opened)
  },
}

export const pilotWithdraw: Command = {
  usage: 'pilot withdraw <journey>',
  summary: '撤回灰度：没有人再进入灰度的版本',
  options: [
    ['--map <old=new...>', '灰度里的人从这一步移到正式版本的步骤；同名的步骤不用写'],
    ['--stay', '灰度里的人走到结束'],
  ],
  asks: true,
  async run({ args, options, world, confirm }) {
    const opened = await world()
    const piloted = pilotOf(args[0], opened)
    const { key, live, pilot } = piloted
    const people =
      live === null
        ? { lines: ['没有正式版本：没有人再进入，灰度里的人走到结束'], moving: [], moves: [] }
        : await peopleToMove(
            { next: live.definition, from: (number) => number === pilot.number, options },
            opened,
          )
    await confirm({
      lines: [headingOf(piloted), `撤回 @${pilot.number} 的灰度`, ...people.lines],
      json: { key, withdraw: pilot.number, people: people.moving },
    })
    const change = { pilot: { [key]: { kind: 'withdraw' } as const }, move: { [key]: people.moves } }
    return steer(piloted, change, '灰度已撤回', opened)
  },
}
