import { parse } from 'csv-parse/sync'
import { isoDay } from '../../domain/local-time.ts'
import { readXlsx } from '../../domain/spreadsheet/read-xlsx.ts'
import type { Deed } from './conductor.ts'
import { lastDay } from './days.ts'
import type { PageClient } from './page-client.ts'
import type { Moment } from './role.ts'
import type { Scene } from './scene.ts'

/** What 周敏 looks back on in the end. */
export const lookedBackOn = {
  name: '新客首购与复购',
  flows: ['new-buyer-activation', 'repurchase'],
}

/** 周敏 plans it on the first day; it is over the evening before the story is. */
export function lookBackDeeds(at: Moment, page: () => PageClient): Deed[] {
  const plan = {
    ...{
      ...lookedBackOn,
      audience: '四十天里第一次来买的人',
      owner: '周敏',
      keyActions: '首购有礼、复购提醒',
    },
    ...{ from: isoDay(at(0, '12:00')), to: isoDay(at(lastDay - 1, '12:00')) },
    ...{ goal: { kind: 'conversion', target: 5 }, budgetFen: 100_000 },
  }
  return [
    {
      at: at(0, '10:10'),
      what: '周敏 计划新客首购与复购',
      perform: async () => void (await page().ask('zhoumin', 'POST', '/campaigns', { plan })),
    },
  ]
}

/** 周敏 takes the report along, and everything behind it: it holds the campaign and everybody who entered its flows. */
export async function takenReport(page: PageClient): Promise<Scene> {
  interface Campaign {
    id: string
    plan: { name: string }
  }
  const { items } = await page.ask<{ items: Campaign[] }>('zhoumin', 'GET', '/campaigns')
  const campaign = items.find(({ plan }) => plan.name === lookedBackOn.name)
  if (campaign === undefined) return sceneOf(0, 0, -1)
  const { figures } = await page.ask<{ figures: { people: number } | null }>(
    'zhoumin',
    'GET',
    `/campaigns/${campaign.id}`,
  )
  const body = { campaign: campaign.id }
  const book = await readXlsx(Buffer.from(await page.download('zhoumin', '/review/report', body)))
  const isNamed = book.some(({ cells }) =>
    [...cells.values()].some((cell) => cell.kind === 'text' && cell.text === lookedBackOn.name),
  )
  const file = Buffer.from(await page.download('zhoumin', '/review/records', body))
  const rows = parse(file, { bom: true, columns: true }) as Record<string, string>[]
  const people = new Set(rows.filter((row) => row.事项 === '进入流程').map((row) => row.客户编号))
  return sceneOf(isNamed ? 1 : 0, people.size, figures?.people ?? -1)
}

/** `counted`: who entered, as the campaign counts them; −1 where it counts nobody at all. */
export function sceneOf(named: number, listed: number, counted: number): Scene {
  return {
    line: `复盘：周敏下载的报告里有「${lookedBackOn.name}」，明细里进入流程 ${listed} 人`,
    faults: [
      ...(named === 1 ? [] : [`复盘 · 报告里有这个活动: 1, ${named}`]),
      ...(listed === counted && listed > 0 ? [] : [`复盘 · 进入流程的人: ${counted}, ${listed}`]),
    ],
  }
}
