import { type Steering, stateNames, steer } from '../../domain/definitions/journey-life.ts'
import type { Command } from '../command.ts'
import { readJourney } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'

/** What it means for whoever is on the journey. */
const meanings: Record<Steering, string> = {
  pause: '暂停：没有人再进入，流程里的人停在原地，等恢复后接着走',
  resume: '恢复：可以进入，流程里的人接着走（等待时间不算暂停的这一段）',
  stop: '停止进入：没有人再进入，流程里的人继续走完',
  end: '结束：没有人再进入，流程里的人全部离开，还没发出的消息不再发',
}

/** Publishes another state of a journey. */
function steering(kind: Steering, summary: string): Command {
  return {
    usage: `${kind} <journey>`,
    summary,
    asks: true,
    async run({ args, world, confirm }) {
      const { id, key } = readJourney(args[0])
      const opened = await world()
      const { snapshot, clock } = opened
      const head = snapshot.headOf('journey', id)
      if (head === null)
        throw new Refusal('journey.not_found', [`没有流程 ${id}；kelu list journey 列出所有流程`], { key })
      const after = steer(head, kind, clock.now())
      if (!('state' in after)) {
        throw new Refusal(
          'journey.state',
          [`${key}：要${meanings[kind].split('：')[0]}，应为${after.expected}`],
          { key, state: head.state },
        )
      }
      const people = await opened.foresight.peopleOn(id)
      const name = snapshot.definitions.find((one) => one.kind === 'journey' && one.definition.id === id)
      const title = name?.kind === 'journey' ? `「${name.definition.name}」` : ''
      await confirm({
        lines: [`流程 ${id}${title}，现在${stateNames[head.state]}，里面有 ${people} 人`, meanings[kind]],
        json: { key, steer: kind, state: head.state, people },
      })
      const { number } = await opened.publish(
        { steer: { [key]: kind }, origin: 'page', by: opened.by },
        snapshot.number,
      )
      return {
        lines: [`${id}：${stateNames[after.state]}（第 ${number} 次发布），运行中的客旅两秒内生效`],
        json: { publication: number, key, state: after.state, people },
      }
    },
  }
}

export const pause = steering('pause', '暂停一个流程：里面的人停在原地')
export const resume = steering('resume', '恢复一个暂停或停止进入的流程')
export const stop = steering('stop', '停止进入：里面的人继续走完')
export const end = steering('end', '结束一个流程：里面的人全部离开')
