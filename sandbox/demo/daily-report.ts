import type { Delivery, Sandbox } from '../contract.ts'
import type { Login } from './members.ts'
import type { PageClient } from './page-client.ts'
import type { Scene } from './scene.ts'

/** 王芳 looks at all of it, 陈静 leads 西湖店. */
const receivers = ['wangfang', 'chenjing'] as const satisfies Login[]
const kinds = { daily: '日报', weekly: '周报' } as const

/** What a report says in figures, and what the page says of the very days and 门店 it leads to. */
export interface ReportedDay {
  of: string
  /** As it arrived; null = nothing arrived. */
  words: string | null
  page: { entered: number; sent: number; orders: number; fen: number; openHours: number }
}

/** Each asks for a report of their own, and holds what arrives in WeCom beside the page its link opens. */
export async function takenReports(
  page: PageClient,
  sandbox: Pick<Sandbox, 'deliveries'>,
): Promise<ReportedDay[]> {
  const reported: ReportedDay[] = []
  for (const login of receivers) {
    for (const kind of ['daily', 'weekly'] as const) {
      await page.ask(login, 'POST', '/reports/now', { kind })
      const words = textOf(await sandbox.deliveries({ kind: 'staffText', receiver: login }), kinds[kind])
      const path = words === null ? null : linkIn(words)
      if (path === null) {
        const page = { entered: -1, sent: -1, orders: -1, fen: -1, openHours: -1 }
        reported.push({ of: `${kinds[kind]} ${login}`, words: null, page })
        continue
      }
      const { figures, openHours } = await page.ask<ShownOverview>(login, 'GET', path)
      const { entered, sent, orders } = figures
      const told = { entered: entered.now.count, sent: sent.now.count, openHours }
      reported.push({
        of: `${kinds[kind]} ${login}`,
        words,
        page: { ...told, orders: orders.now.count, fen: orders.now.sum },
      })
    }
  }
  return reported
}

interface ShownOverview {
  figures: Record<'entered' | 'sent' | 'orders', { now: { count: number; sum: number } }>
  openHours: number
}

const textOf = (deliveries: readonly Delivery[], title: string): string | null =>
  deliveries
    .map(({ content }) => String(content.content ?? content.text ?? ''))
    .findLast((text) => text.startsWith(`【${title}】`)) ?? null

const linkIn = (words: string): string | null =>
  /<a href="[^"]*\/admin(\/overview\?[^"]*)">看总览<\/a>/.exec(words)?.[1]?.replaceAll('&amp;', '&') ?? null

/** Every figure in words is the page's. */
export function judgeReports(reported: readonly ReportedDay[]): Scene {
  const faults = reported.flatMap(({ of, words, page }) => {
    if (words === null) return [`日报 · ${of}: 1, 0`]
    const found = {
      entered: numberIn(words, /触发 ([\d,]+) 人次/),
      sent: numberIn(words, /发出 ([\d,]+) 条/),
      orders: numberIn(words, /订单 ([\d,]+) 笔/),
      fen: Math.round(numberIn(words, /营收 ¥([\d,.]+)/) * 100),
      openHours: numberIn(words, /有 (\d+) 个小时的数还在算/),
    }
    return Object.entries(page)
      .filter(([name, figure]) => found[name as keyof typeof found] !== figure)
      .map(([name, figure]) => `日报 · ${of} · ${name}: ${figure}, ${found[name as keyof typeof found]}`)
  })
  const arrived = reported.filter(({ words }) => words !== null)
  const orders = arrived.map(({ page }) => page.orders).join('、')
  return {
    line: `日报：${arrived.length} 份到了企业微信，与总览不一致 ${faults.length} 处（订单 ${orders} 笔）`,
    faults: [...faults, ...(arrived.some(({ page }) => page.orders > 0) ? [] : ['日报 · 有订单的: 1, 0'])],
  }
}

/** Of what is not said there was none. */
const numberIn = (words: string, pattern: RegExp): number =>
  Number((pattern.exec(words)?.[1] ?? '0').replaceAll(',', ''))
