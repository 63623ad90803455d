import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import type { Run } from '../../models/runs.ts'
import { personOf } from '../../sandbox/demo/people.ts'
import { startKelu } from '../../server/start.ts'
import { cuttableRedis } from '../testing/cuttable-redis.ts'
import { testRedisUrl } from '../testing/redis.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const people = Array.from({ length: 4 }, (_, n) => personOf(n, { email: false }))

let world: RunningKelu
afterEach(() => world.close())

async function leads(): Promise<void> {
  for (const { name } of people) {
    await world.sandbox.submitLead({ person: name, id: `lead-${name}`, form: 'whitepaper', consentSms: true })
  }
}
const runs = () => world.kelu.connection.collection<Run>('runs')
/** Everybody was welcomed and introduced once, and every run has come to its end. */
async function expectAllDone(): Promise<void> {
  for (const { phone, name } of people) {
    const texts = await world.sandbox.deliveries({ kind: 'sms', receiver: phone })
    expect(
      texts.map(({ content }) => content.templateCode),
      name,
    ).toEqual(['SMS_100001', 'SMS_100002'])
  }
  expect((await runs().find({}).toArray()).map(({ endReason }) => endReason)).toEqual(
    people.map(() => 'completed'),
  )
}

describe('B9: nobody is silently stuck', () => {
  it('a journey whose file is deleted or wrong goes on as published: a missing file retires nothing', async () => {
    world = await runningKelu({ people: people.slice(0, 2) })
    const submit = ({ name }: { name: string }) =>
      world.sandbox.submitLead({ person: name, id: `lead-${name}`, form: 'whitepaper', consentSms: true })
    const [first, second] = people as [(typeof people)[0], (typeof people)[0]]
    const file = join(world.config.templatesDir, 'journeys', 'lead-nurture.yaml')
    const text = await readFile(file)
    const errors: object[] = []
    const log = { ...silentLog, error: (data: object) => void errors.push(data) }
    let { kelu } = world
    const restart = async () => {
      await kelu.close()
      kelu = await startKelu(world.config, { log, clock: world.clock })
      await world.sandbox.setTarget(kelu.url ?? '')
    }
    const places = async () =>
      (await kelu.connection.collection<Run>('runs').find({}).toArray()).map(({ stepId }) => stepId)
    await submit(first)
    await world.settle()
    try {
      await rm(file)
      await restart()
      await submit(second)
      await expect.poll(places, { timeout: 60_000 }).toEqual(['let-it-sink-in', 'let-it-sink-in'])

      await writeFile(file, text.toString().replace('wait: 3 days', 'wait: drei Tage'))
      await restart()
      expect(errors).toMatchObject([
        { file: 'journeys/lead-nurture.yaml', path: 'steps.let-it-sink-in.wait' },
      ])
      world.clock.advance(10 * 24 * 60 * minute)
      await kelu.jobs.sweepNow()
      await expect.poll(places, { timeout: 60_000 }).toEqual(['introduce', 'introduce'])
      expect(await kelu.journeys.held()).toEqual([])
    } finally {
      await kelu.close()
    }
  })

  it('every job of the queue lost, day after day: all runs finish all the same', async () => {
    world = await runningKelu({ people })
    await leads()
    await world.settle()
    for (let day = 1; day <= 6; day += 1) {
      await world.kelu.connection.collection('agendaJobs').deleteMany({})
      await world.moveTo(world.at(day, '12:00'))
    }
    await expectAllDone()
  })

  it('Redis gone for a while: nothing is lost and nothing is doubled', async () => {
    const redis = await cuttableRedis(testRedisUrl())
    world = await runningKelu({ people, redisUrl: redis.url })
    try {
      redis.cut()
      await leads()
      await world.pass(minute)
      redis.join()
      await world.pass(10 * minute)
      await world.moveTo(world.at(2, '12:00'))
      redis.cut()
      await world.moveTo(world.at(3, '09:01'))
      redis.join()
      await world.moveTo(world.at(6, '12:00'))
      await expectAllDone()
    } finally {
      redis.cut()
      await redis.close()
    }
  })

  it('Redis killed: new friends are welcomed all the same, and readiness and a metric say what is missing', async () => {
    const redis = await cuttableRedis(testRedisUrl())
    world = await runningKelu({ people, redisUrl: redis.url })
    const { url } = world.kelu
    const said = async (path: string) => (await fetch(`${url}${path}`)).text()
    try {
      redis.cut()
      for (const { name } of people) await world.sandbox.scanAndAdd({ person: name, staff: 'lilei' })
      await world.settle()
      expect(await world.sandbox.deliveries({ kind: 'welcome' })).toHaveLength(people.length)
      expect(JSON.parse(await said('/readyz'))).toMatchObject({ ready: true, redis: 'down' })
      expect(await said('/metrics')).toMatch(/^kelu_coordination_fallback 1$/m)
      redis.join()
      await expect
        .poll(async () => JSON.parse(await said('/readyz')), { timeout: 60_000 })
        .toMatchObject({
          ready: true,
          redis: 'up',
        })
      expect(await said('/metrics')).toMatch(/^kelu_coordination_fallback 0$/m)
    } finally {
      redis.cut()
      await redis.close()
    }
  })

  it.each([
    ['ahead', 7 * minute],
    ['behind', -7 * minute],
  ])('a worker whose clock runs seven minutes %s: all runs finish, each message once', async (_, skewMs) => {
    world = await runningKelu({ people, redisUrl: testRedisUrl(4) })
    const skewed = { now: () => new Date(world.clock.now().getTime() + skewMs) }
    const colleague = await startKelu(
      { ...world.config, role: 'worker' },
      { log: silentLog, clock: skewed, options: { jobs: { pollEveryMs: 15 } } },
    )
    try {
      await leads()
      await world.settle()
      for (let day = 1; day <= 6; day += 1) {
        await world.moveTo(world.at(day, '12:00'))
        await colleague.jobs.sweepNow()
      }
      await world.settle()
      await expectAllDone()
    } finally {
      await colleague.close()
    }
  })

  it('runs that lost their due time are found and go on; one whose definition is gone is reported', async () => {
    world = await runningKelu({ people })
    await leads()
    await world.settle()
    const lost = await runs().updateMany({ state: 'active' }, { $unset: { dueAt: 1 } })
    expect(lost.modifiedCount).toBe(people.length)
    await world.moveTo(world.at(6, '12:00'))
    await expectAllDone()

    await runs().updateOne(
      {},
      { $set: { state: 'active', versionId: 'gone@1', listens: [] }, $unset: { dueAt: 1, endedAt: 1 } },
    )
    const [orphan] = await runs().find({ state: 'active' }).toArray()
    expect((await world.kelu.journeys.audit()).stuck).toEqual([orphan?._id])
  })
})
