import { expect } from 'vitest'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

const rule = `preferenceRule: bargains
name: 关注促销
tag: 关注促销
windowDays: 90
minCount: 3
minShare: 0.5
evidence: promotionClicks
`

it('preferences refresh says the rules in words, and leaves the work to whoever runs', async ({ cli }) => {
  await cli.file('preferences/bargains.yaml', rule)
  await cli.kelu('push --yes')
  const asked = await cli.kelu('preferences refresh --yes')
  expect(asked.err + asked.out).toContain(
    '关注促销：近 90 天至少 3 次点开促销的消息或页面，占全部点击的 50% 以上',
  )
  expect(asked.out).toContain('已排上，客旅启动后开始')
  await cli.beside(async ({ stores }) => {
    expect(await stores.preferenceRefresh.known(new Date())).toMatchObject({ running: { after: '' } })
  })
  const again = await cli.kelu('preferences refresh --yes')
  expect([again.code, again.err + again.out]).toEqual([1, expect.stringContaining('已经在重新判断了')])
})
