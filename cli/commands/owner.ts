import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'

/** A way in for whoever holds the settings: an owner more, or a new password for somebody who cannot log in any more. */
export const owner: Command = {
  usage: 'owner [login]',
  summary: '进入运营页的一次性链接：新增一位负责人；写上登录名，则给这位成员重设密码',
  async run({ args, world }) {
    const [login = null] = args
    const { welcomes, stores } = await world()
    if (login !== null && !(await stores.members.find(login))) {
      throw new Refusal('member.not_found', [`没有这个登录名：${login}`])
    }
    const { url, expiresAt } = await welcomes.byCommand(login)
    const whose = login === null ? '新的负责人' : login
    return {
      lines: [
        `${whose} 的一次性链接，${timeText(expiresAt)} 前有效，只能用一次：`,
        url,
        '拿到链接的人就能登录：只交给本人',
      ],
      json: { url, expiresAt, login },
    }
  },
}
