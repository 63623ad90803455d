import { setTimeout as sleep } from 'node:timers/promises'
import type { PageClient } from './page-client.ts'

interface Row {
  id: string
  name: string
  number: number | null
}

interface Latest {
  test: { passed: boolean } | null
  hasFailed: boolean
}

const lookAgainMs = 200

/** The marketer has every flow walked by test customers, as the page does. What came of it, zh-CN. */
export async function tryFlows(page: PageClient): Promise<string[]> {
  const { items } = await page.ask<{ items: Row[] }>('zhoumin', 'GET', '/journeys')
  const all = items.flatMap(({ id, name, number }) => (number === null ? [] : [{ id, name, number }]))
  // They are done one after the other, each in a process of its own.
  for (const { id, number } of all)
    await page.ask('zhoumin', 'POST', `/journeys/${id}/trials`, { of: number })
  const failed: string[] = []
  for (const { id, name, number } of all) {
    if (!(await passes(page, `/journeys/${id}/trials/latest?of=${number}`))) failed.push(name)
  }
  return [
    `\n测试：${all.length - failed.length} / ${all.length} 个流程每条路都走通${failed.length > 0 ? `，没通过：${failed.join('、')}` : ''}`,
  ]
}

async function passes(page: PageClient, path: string): Promise<boolean> {
  for (;;) {
    const { test, hasFailed } = await page.ask<Latest>('zhoumin', 'GET', path)
    if (hasFailed) throw new Error(`the test of ${path} did not come to its end`)
    if (test !== null) return test.passed
    await sleep(lookAgainMs)
  }
}
