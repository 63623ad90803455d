import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const path = '/cgi-bin/externalcontact/get_user_behavior_data'
const begin = (day: string) => Date.parse(`${day}T00:00:00+08:00`) / 1_000
let sandbox: Sandbox
let client: WecomClient
beforeEach(async () => {
  sandbox = await startWithCast()
  await stands('2026-03-02T23:30:00')
  await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
  await sandbox.chat({ person: '小美', staff: 'ZhangSan' })
  await sandbox.chat({ person: '小美', staff: 'ZhangSan' })
  await stands('2026-03-03T00:30:00')
  await sandbox.removeStaff({ person: '小美', staff: 'ZhangSan' })
})
afterEach(() => sandbox.close())

async function stands(local: string): Promise<void> {
  await sandbox.setClock(`${local}+08:00`)
  client = await wecomClient(sandbox)
}
const ask = (more: object = {}) =>
  client.post(path, {
    ...{ userid: ['zhangsan'], start_time: begin('2026-03-01'), end_time: begin('2026-03-03') },
    ...more,
  })

it('tells the days before today, each at midnight in Beijing, and no ratio of a day without chats', async () => {
  expect((await ask()).behavior_data).toMatchObject([
    { stat_time: begin('2026-03-01'), new_contact_cnt: 0, chat_cnt: 0 },
    {
      stat_time: begin('2026-03-02'),
      new_contact_cnt: 1,
      chat_cnt: 1,
      message_cnt: 2,
      reply_percentage: 100,
    },
  ])
  await stands('2026-03-04T09:00:00')
  const days = (await ask()).behavior_data as Record<string, number>[]
  expect(days.map((day) => day.negative_feedback_cnt)).toEqual([0, 0, 1])
  expect(days[0]).not.toHaveProperty('reply_percentage')
})

it('adds several members up without telling whose is what', async () => {
  const both = {
    userid: ['ZhangSan', 'LiSi'],
    start_time: begin('2026-03-02'),
    end_time: begin('2026-03-02'),
  }
  expect((await ask(both)).behavior_data).toMatchObject([{ chat_cnt: 1 }])
})

it('refuses what the platform does', async () => {
  const codes = [
    { start_time: begin('2026-03-01') + 3_600 },
    { end_time: begin('2026-02-28') },
    { start_time: begin('2026-02-01') },
    { start_time: begin('2025-08-01'), end_time: begin('2025-08-02') },
    { userid: [] },
    { userid: Array.from({ length: 101 }, () => 'ZhangSan') },
    { userid: ['nobody'] },
  ].map(async (more) => (await ask(more)).errcode)
  expect(await Promise.all(codes)).toEqual([40058, 40058, 40058, 40058, 40058, 40058, 40003])
})
