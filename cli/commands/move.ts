import type { Command } from '../command.ts'
import { readJourney } from '../definition-name.ts'
import { peopleToMove } from '../moving.ts'
import { Refusal } from '../refusal.ts'

/** Moves whoever is still on another version to the one in use. */
export const move: Command = {
  usage: 'move <journey>',
  summary: '把还在其他版本里的人移到正在用的版本',
  options: [['--map <old=new...>', '从旧步骤移到新步骤；同名的步骤不用写，没有对应的步骤上的人留在原版本']],
  asks: true,
  async run({ args, options, world, confirm }) {
    const { id, key } = readJourney(args[0])
    const opened = await world()
    const { snapshot, by } = opened
    const head = snapshot.headOf('journey', id)
    if (head === null || snapshot.versionOf('journey', id) === null) {
      throw new Refusal('journey.not_found', [`没有正在用的流程 ${id}`], { key })
    }
    const next = snapshot.registry.journey(id)
    const { moving, moves, lines } = await peopleToMove(
      { next, from: (number) => number !== head.number && number !== head.pilot?.number, options },
      opened,
    )
    if (moves.length === 0) {
      throw new Refusal('moves.nobody', [`流程 ${id}：没有人在其他版本里`], { key })
    }
    await confirm({ lines: [`流程 ${id}：移到 @${head.number}`, ...lines], json: { key, people: moving } })
    const { number } = await opened.publish({ move: { [key]: moves }, origin: 'page', by }, snapshot.number)
    return {
      lines: [`${key}：移到 @${head.number}（第 ${number} 次发布），运行中的客旅两秒内开始`],
      json: { publication: number, key, to: head.number, people: moving },
    }
  },
}
