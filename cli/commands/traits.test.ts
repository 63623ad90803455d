import { expect } from 'vitest'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

it('traits check has everybody checked by whoever runs, and tells what the last check found', async ({
  cli,
}) => {
  await cli.file('segments/a.yaml', 'segment: a\nname: 甲\nrule: { tag: 甲 }\n')
  await cli.kelu('push --yes')
  const asked = await cli.kelu('traits check')
  expect(asked.out).toContain('已排上核对，客旅启动后开始')
  expect(asked.out).toContain('属性核对：还没有做过')
  await cli.beside(async ({ stores }) => {
    const { running } = await stores.traitChecks.known(new Date())
    if (running === undefined) throw new Error('nobody asked')
    const differences = [{ customerId: 'c_1', fields: ['tier'] }]
    await stores.traitChecks.end({ ...running, checked: 8, differing: 1, differences }, new Date())
  })
  const status = await cli.kelu('status')
  expect(status.out).toContain('按订单重算 8 人，1 人不一致，已改正')
  expect(status.out).toContain('c_1  tier')
})
