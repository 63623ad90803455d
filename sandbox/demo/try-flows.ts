import type { PageClient } from './page-client.ts'

interface Row {
  id: string
  name: string
  number: number | null
}

/** How many are tried at once: each is a process of its own. */
const atOnce = 2

/** The marketer has every flow walked by test customers, as the page does. What came of it, zh-CN. */
export async function tryFlows(page: PageClient): Promise<string[]> {
  const { items } = await page.ask<{ items: Row[] }>('zhoumin', 'GET', '/journeys')
  const left = items.flatMap(({ id, name, number }) => (number === null ? [] : [{ id, name, number }]))
  const all = left.length
  const failed: string[] = []
  const tester = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) {
      const { passed } = await page.ask<{ passed: boolean }>(
        'zhoumin',
        'POST',
        `/journeys/${one.id}/trials`,
        {
          of: one.number,
        },
      )
      if (!passed) failed.push(one.name)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, tester))
  return [
    `\n测试：${all - failed.length} / ${all} 个流程每条路都走通${failed.length > 0 ? `，没通过：${failed.join('、')}` : ''}`,
  ]
}
