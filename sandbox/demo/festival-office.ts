import { isoDay } from '../../domain/local-time.ts'
import { qrPicture } from '../wecom/qr-picture.ts'
import type { CastMember } from './cast.ts'
import type { Deed } from './conductor.ts'
import { codes, festival, leaves } from './festival.ts'
import type { PageClient } from './page-client.ts'
import { publishOnPage } from './publish-on-page.ts'
import type { Moment } from './role.ts'

/** What is done on the page about 中秋, about somebody to be left alone, and about a salesperson who leaves. */
export function festivalDeeds(
  at: Moment,
  page: () => PageClient,
  members: readonly Pick<CastMember, 'person' | 'role'>[],
): Deed[] {
  const deed = (day: number, time: string, what: string, perform: Deed['perform']): Deed => ({
    at: at(day, time),
    what,
    perform,
  })

  const publish = (path: string, definition: object) => publishOnPage(page(), path, definition)

  async function makeCodes(): Promise<void> {
    const bytes = new Uint8Array(qrPicture('https://www.kelu.example/mid-autumn'))
    const picture = await page().upload<{ name: string }>('zhoumin', '/media?for=chat', {
      type: 'image/png',
      bytes,
    })
    await publish(`message/${festival.welcome}`, {
      message: festival.welcome,
      name: '好友欢迎语（中秋）',
      purpose: 'requested',
      prefer: ['welcome'],
      welcome: {
        text: '您好，中秋会员节礼在到店就能领，图上的码请出示给店员～有事直接在这里找我。',
        attach: [{ image: { picture: picture.name } }],
      },
    })
    for (const { id, name, members } of codes) {
      await publish(`channel/${id}`, {
        channel: id,
        name,
        state: id,
        welcome: festival.welcome,
        sourceChannel: festival.sourceChannel,
        staff: { members },
      })
    }
  }

  async function leaveAlone(): Promise<void> {
    for (const { person } of members.filter(({ role }) => role.name === 'leftAlone')) {
      const search = encodeURIComponent(person.nickname)
      const { items } = await page().ask<{ items: { id: string }[] }>(
        'zhoumin',
        'GET',
        `/customers?search=${search}`,
      )
      const wish = { isOn: true, reason: '客户说别再发了' }
      for (const { id } of items) await page().ask('zhoumin', 'PUT', `/customers/${id}/do-not-disturb`, wish)
    }
  }

  const { planned } = festival
  return [
    deed(0, '09:40', '周敏 建中秋活码', makeCodes),
    deed(leaves.day, leaves.time, '吴强 离职', async (sandbox) => {
      await sandbox.staffLeaves(leaves.userid)
    }),
    deed(leaves.day, '16:10', '林海 交接吴强的客户', async () => {
      const { userid: from, to } = leaves
      await page().ask('linhai', 'POST', '/hand-overs', { from, to: [to], kind: 'resigned' })
    }),
    deed(2, '11:00', '周敏 标记勿扰', leaveAlone),
    deed(planned.day, planned.time, '周敏 定好中秋群发', () =>
      publish(`broadcast/${festival.id}`, {
        broadcast: festival.id,
        name: festival.name,
        owner: '周敏',
        to: { trait: 'sourceChannel', is: festival.sourceChannel },
        send: { message: festival.message, useBy: '3 days', confirmUntil: festival.confirmUntil },
        at: `${isoDay(at(festival.at.day, '12:00'))}T${festival.at.time}:00+08:00`,
      }),
    ),
  ]
}
