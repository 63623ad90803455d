import { stringify } from 'yaml'
import { isoDay } from '../../domain/local-time.ts'
import type { Deed } from './conductor.ts'
import { lastDay } from './days.ts'
import { festival } from './festival.ts'
import { newYear } from './new-year.ts'
import type { PageClient } from './page-client.ts'
import type { Moment } from './role.ts'
import { trial } from './trial.ts'

/** Who looks after which flow. */
const owners: Record<string, readonly string[]> = {
  周敏: ['lead-nurture', 'repurchase', 'wake-sleeping-members', 'high-value-care', 'growth-care'],
  刘洋: [
    'new-buyer-activation',
    'win-back',
    'lost-friend',
    'quarterly-recall',
    'baby-food',
    'baby-turns-six-months',
  ],
}

/** What the marketers do on the page while the story goes on; what becomes of it is part of what the cast expects. */
export function officeDeeds(at: Moment, page: () => PageClient): Deed[] {
  const deed = (day: number, time: string, what: string, perform: () => Promise<unknown>): Deed => ({
    at: at(day, time),
    what,
    perform: async () => void (await perform()),
  })
  const writer = { session: 'page-of-zhoumin' }

  async function write(path: string, text: string): Promise<void> {
    await page().ask('zhoumin', 'POST', `/definitions/${path}/draft`, { ...writer, text })
    await page().ask('zhoumin', 'PUT', `/definitions/${path}/draft`, { ...writer, text })
  }
  /** Changes a flow in its draft, as far as nobody has published it. */
  async function change(id: string, from: string, to: string): Promise<void> {
    const found = await page().ask<{ published: { text: string } }>(
      'zhoumin',
      'GET',
      `/definitions/journey/${id}`,
    )
    const { text } = found.published
    if (!text.includes(from)) throw new Error(`${id} does not say: ${from}`)
    await write(`journey/${id}`, text.replace(from, to))
  }
  const publish = (path: string, wish: object) =>
    page().ask('zhoumin', 'POST', `/definitions/${path}/publish`, wish)
  const broadcast = (id: string, plan: object) =>
    write(`broadcast/${id}`, stringify({ broadcast: id, ...plan }))
  const moment = (day: number, time: string): string => `${isoDay(at(day, '12:00'))}T${time}:00+08:00`

  return [
    deed(0, '09:30', '林海 分配流程', async () => {
      for (const [owner, ids] of Object.entries(owners)) {
        for (const id of ids) await page().ask('linhai', 'PUT', `/definitions/journey/${id}/owner`, { owner })
      }
    }),
    deed(lastDay - 3, '16:00', '周敏 暂停季度召回', () =>
      page().ask('zhoumin', 'POST', '/journeys/quarterly-recall/steering', { steering: 'pause' }),
    ),
    deed(lastDay - 2, '09:20', '周敏 灰度发布母婴辅食推荐', async () => {
      await change('baby-food', 'within: 48 hours', 'within: 36 hours')
      await publish('journey/baby-food', { pilot: { share: 30 } })
    }),
    deed(lastDay - 1, '15:20', '周敏 定好新年群发', async () => {
      await broadcast(newYear.id, {
        name: newYear.name,
        owner: '周敏',
        to: { tag: newYear.tag },
        send: { message: newYear.id },
        at: moment(lastDay, newYear.time),
      })
      await publish(`broadcast/${newYear.id}`, {})
    }),
    deed(lastDay, '08:50', '孙浩 做一次体检', () => page().ask('sunhao', 'POST', '/doctor/check')),
    deed(lastDay, '11:20', '周敏 提交复核', async () => {
      await change('wake-sleeping-members', 'within: 3 days', 'within: 5 days')
      await page().ask('zhoumin', 'POST', '/definitions/journey/wake-sleeping-members/publish/review', {
        note: '新年前后客户来得慢，多等两天再请评价',
      })
    }),
    deed(lastDay, '13:20', '周敏 定好周末群发', async () => {
      await broadcast('weekend-visit', {
        name: '周末到店提醒',
        owner: '周敏',
        to: { tag: newYear.tag },
        send: { message: newYear.id },
        at: moment(lastDay + 1, '10:00'),
      })
      await publish('broadcast/weekend-visit', {})
    }),
    deed(lastDay, '13:35', '周敏 起草春节群发', () =>
      broadcast('spring-preview', {
        name: '春节会员预告',
        owner: '周敏',
        to: { segment: 'potential-leads' },
        send: { message: newYear.id },
        at: moment(lastDay + 6, '10:00'),
      }),
    ),
    deed(lastDay, '13:52', '周敏 改流失召回', () =>
      change('win-back', 'message: recall-benefit, ', 'message: recall-benefit, channels: [sms, email], '),
    ),
  ]
}

/** Names of what only the page knows. */
export const writtenOnPage = [newYear, festival, trial.flow, trial.opening, trial.again].map(
  ({ id, name }) => ({ id, name }),
)
