import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPerson } from '../../sandbox/testing/cast.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const xiaomei = aPerson('小美')
const parcel = {
  channel: 'parcel',
  name: '包裹卡',
  state: 'parcel',
  welcome: 'welcome-default',
  tags: ['渠道-包裹卡'],
  staff: { departments: ['门店一部'] },
}

let world: RunningKelu
beforeAll(async () => {
  world = await runningKelu({ people: [xiaomei], definitions: [parcel] })
})
afterAll(() => world?.close())

it('whoever scans a code Kelu made is welcomed, tagged, and counted for it', async () => {
  await expect
    .poll(async () => {
      await world.kelu.jobs.sweepNow()
      return world.sandbox.contactWays()
    })
    .toMatchObject([{ state: 'parcel', remark: '包裹卡' }])
  const [way] = await world.sandbox.contactWays()
  const { staff } = await world.sandbox.scanContactWay({ person: '小美', configId: way?.configId ?? '' })
  await world.settle()
  expect(world.errors).toEqual([])
  expect(await world.sandbox.deliveries({ kind: 'welcome' })).toMatchObject([
    { receiver: xiaomei.externalUserid, content: { staff } },
  ])
  expect(await world.sandbox.wecomTags(staff, '小美')).toContain('渠道-包裹卡')
  const arrivals = await world.kelu.connection.collection('codeArrivals').find().toArray()
  expect(arrivals).toMatchObject([
    { external: expect.stringContaining(xiaomei.externalUserid), staff: staff.toLowerCase() },
  ])
})
