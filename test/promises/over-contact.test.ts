import { DateTime } from 'luxon'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import { personOf } from '../../sandbox/demo/people.ts'
import { startKelu } from '../../server/start.ts'
import { testRedisUrl } from '../testing/redis.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const journeys = Array.from({ length: 8 }, (_, n) => `eager-${n}`)
const people = Array.from({ length: 5 }, (_, n) => personOf(n, { email: false }))
const start = { entry: { api: true, again: 'always' } }

let world: RunningKelu
let colleague: Awaited<ReturnType<typeof startKelu>>

beforeAll(async () => {
  world = await runningKelu({
    people,
    redisUrl: testRedisUrl(3),
    definitions: [
      ...journeys.map((journey) => ({
        journey,
        name: journey,
        ...start,
        steps: { tell: { send: { message: 'member-day', whenCapped: 'skip' }, next: 'end' } },
      })),
      {
        message: 'member-day',
        name: '会员日',
        purpose: 'marketing',
        prefer: ['sms'],
        variables: {
          nickname: { from: 'customer.nickname', default: '您好' },
          link: { link: 'miniprogram:/pages/member-day' },
        },
        sms: {
          text: '尊敬的会员{{nickname}}，今天会员日，全场满200减50：k.example/r/{{link}} 拒收请回复R',
          templates: { aliyun: 'SMS_100006' },
          params: { name: 'nickname', code: 'link' },
        },
      },
    ],
  })
  colleague = await startKelu(
    { ...world.config, role: 'worker' },
    { log: silentLog, clock: world.clock, options: { jobs: { pollEveryMs: 15 } } },
  )
  for (const { name } of people) {
    await world.sandbox.openMiniprogram({ person: name })
    await world.sandbox.submitLead({
      person: name,
      id: `lead-${name}`,
      form: 'whitepaper',
      loggedIn: true,
      consentSms: true,
    })
  }
  await world.settle()
})
afterAll(async () => {
  await colleague.close()
  await world.close()
})

it('M9 (2 a day, 5 a week), B6: nobody is over-contacted: eight journeys at once on the same people, by two workers on one store', async () => {
  const customers = await Promise.all(people.map((person) => world.customerOf(person)))
  // Monday holds the welcome of the form as well: what was asked for counts, too.
  for (const day of [0, 1, 2, 3, 7]) {
    await world.moveTo(world.at(day, '11:00'))
    await Promise.all(
      journeys.flatMap((journey, n) =>
        customers.map(({ _id }) =>
          (n % 2 === 0 ? world.kelu : colleague).journeys.enter(journey, _id, `day-${day}`),
        ),
      ),
    )
    await world.settle()
  }
  for (const person of people) {
    const texts = await world.sandbox.deliveries({ kind: 'sms', receiver: person.phone })
    const days = new Map<string, number>()
    for (const { at } of texts) {
      const day = DateTime.fromISO(at, { zone: 'Asia/Shanghai' }).toISODate() ?? ''
      days.set(day, (days.get(day) ?? 0) + 1)
    }
    expect([...days], person.name).toEqual([
      ['2026-03-02', 2],
      ['2026-03-03', 2],
      ['2026-03-04', 1],
      ['2026-03-09', 2],
    ])
    const skipped = (await world.touchesOf(person)).filter(({ state }) => state === 'skipped')
    for (const { decisions } of skipped) {
      const final = decisions.filter((decision) => decision.final)
      expect(final).toHaveLength(1)
      expect(['dayCapFull', 'weekCapFull']).toContain(final[0]?.reason)
    }
  }
})
