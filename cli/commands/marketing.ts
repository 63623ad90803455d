import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'

const meanings = {
  hold: '全部暂停营销：所有流程、所有渠道不再发营销消息；客户自己要的消息和给员工的通知照常发',
  release: '恢复营销：暂停期间没发的消息，重新检查后在几分钟内陆续发出，每条只发一次',
} as const

/** Publishes whether marketing is held everywhere. */
function marketing(kind: keyof typeof meanings): Command {
  return {
    usage: `marketing ${kind}`,
    summary: meanings[kind],
    asks: true,
    async run({ world, confirm }) {
      const opened = await world()
      const { snapshot } = opened
      const since = snapshot.marketingHeldSince
      if ((kind === 'hold') === (since !== null)) {
        const now = since === null ? '营销没有暂停' : `营销从 ${timeText(since)} 起已经全部暂停`
        throw new Refusal('marketing.state', [now], { marketingHeldSince: since })
      }
      const live = snapshot.heads.filter(({ key, state }) => key.startsWith('journey:') && state === 'live')
      await confirm({
        lines: [`运行中的流程 ${live.length} 个`, meanings[kind]],
        json: { marketing: kind, journeys: live.map(({ key }) => key) },
      })
      const { number } = await opened.publish(
        { marketing: kind, origin: 'page', by: opened.by },
        snapshot.number,
      )
      const done = kind === 'hold' ? '营销已全部暂停' : '营销已恢复'
      return {
        lines: [`${done}（第 ${number} 次发布），运行中的客旅两秒内生效`],
        json: { publication: number, marketing: kind },
      }
    },
  }
}

export const marketingHold = marketing('hold')
export const marketingRelease = marketing('release')
