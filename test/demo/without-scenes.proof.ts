import { expect, it } from 'vitest'
import { play } from './testing/play.ts'

it('the demo notices, scene by scene, a Kelu that shows none of them', { timeout: 2_400_000 }, async () => {
  const { code, report } = await play({ kelu: 'test/demo/without-scenes.ts' })
  for (const fault of [
    '首日同步 · 建档: 6, 0',
    '渠道活码 · 扫码收到带图欢迎语: 3, 0',
    '中秋群发 · 到点改发短信: 1, 0',
    '离职交接 · 吴强的客户转给李雷: 1, 0',
    '营销活动 · 下单: 1, 0',
    '短信失败预警 · 响了: 1, 0',
    'A/B 测试 · 两种都有人收到: 1, 0',
    '企业数据中台 · 付款: 2, 0',
    '企业数据中台 · 恢复后补上: 6, 0',
  ]) {
    expect(report.differences).toContain(fault)
  }
  expect(report.differences.join()).toMatch(/勿扰 · 收到营销消息: 0, [1-9]/)
  expect(code).toBe(1)
})
