import { expect } from 'vitest'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

it('reconcile asks for a day, and leaves the work to whoever runs', async ({ cli }) => {
  const asked = await cli.kelu('reconcile 2026-03-02 --yes')
  expect(asked.err + asked.out).toContain('这一天还没有核对过')
  expect(asked.out).toContain('2026-03-02 已排上，客旅启动后核对')
  await cli.beside(async ({ stores }) => {
    expect(await stores.reconciledDays.find('2026-03-02')).toMatchObject({ wanted: true })
    expect(await stores.reconciledDays.wanted('2026-03-01')).toEqual([])
  })
  const wrong = await cli.kelu('reconcile 2026-02-30 --yes')
  expect([wrong.code, wrong.err + wrong.out]).toEqual([1, expect.stringContaining('不是日期')])
})
