import { expect } from 'vitest'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

it('recount has figures counted anew by whoever runs, and tells what the last recount found', async ({
  cli,
}) => {
  await cli.file('segments/a.yaml', 'segment: a\nname: 甲\nrule: { tag: 甲 }\n')
  await cli.kelu('push --yes')
  const asked = await cli.kelu('recount')
  expect(asked.out).toContain('已排上重数，客旅启动后开始')
  expect(asked.out).toContain('统计重数：还没有做过')
  expect((await cli.kelu('recount')).out).toContain('正在重数')
  await cli.beside(async ({ stores }) => {
    const { running } = await stores.recounts.known(new Date())
    if (running === undefined) throw new Error('nobody asked')
    const differences = [{ hour: new Date('2026-03-02T09:00:00Z'), source: 'runs', metrics: ['runs.ended'] }]
    await stores.recounts.end({ ...running, checked: 24, differing: 1, differences }, new Date())
  })
  const told = await cli.kelu('recount')
  expect(told.out).toContain('重数 24 处（每小时每类记录算一处），1 处不一致，已安排改正')
  expect(told.out).toContain('runs  runs.ended')
})
