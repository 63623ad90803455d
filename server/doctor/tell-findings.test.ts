import { describe, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import type { SendOutcome } from '../../domain/outreach/ports.ts'
import { createDoctorFindingStore } from '../../models/doctor-findings.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { testDatabase } from '../../test/testing/database.ts'
import { bad, type Finding, ok } from './check.ts'
import { createDoctor } from './doctor.ts'
import { createTellFindings, wordsOf } from './tell-findings.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const sent: SendOutcome = { kind: 'sent', providerId: 'm' }
const away: SendOutcome = { kind: 'retryLater', afterMs: 1_000, code: 'away' }

/** A doctor with one check, whose operator is reached as a test says. */
async function aDoctor(given: { address?: string | null } = {}) {
  const { connection } = await testDatabase()
  const realClock = movableClock()
  const store = createDoctorFindingStore(connection)
  const world = {
    found: ok('好') as Finding,
    wecom: sent as SendOutcome,
    operators: [{ userid: 'sunhao', name: '孙浩' }],
    texts: [] as string[],
    mails: [] as { to: string; subject: string; html: string }[],
  }
  const another = () =>
    createDoctor({
      checks: [
        { id: 'redis', title: 'Redis', find: async () => ({ id: 'redis', title: 'Redis', ...world.found }) },
      ],
      store,
      realClock,
      announce: () => undefined,
      log: silentLog,
      tell: createTellFindings({
        store,
        messenger: {
          async sendText({ userid, words, url }) {
            if (world.wecom.kind === 'sent') world.texts.push(`${userid} ${words} ${url}`)
            return world.wecom
          },
        },
        email: {
          async send(mail) {
            world.mails.push(mail)
            return sent
          },
        },
        receivers: async () => world.operators,
        address: given.address ?? null,
        publicUrl: 'https://k.example',
        realClock,
        log: silentLog,
      }),
    })
  const doctor = another()
  return Object.assign(world, {
    another,
    /** What the round of every five minutes does, after so long. */
    async after(ms: number) {
      realClock.advance(ms)
      await doctor.keepUp()
    },
  })
}

const trouble = bad('连不上', '检查 REDIS_URL')
const isTold = 'sunhao 【客旅体检】1 项要修：Redis（连不上） https://k.example/admin/doctor'
const isOver = 'sunhao 【客旅体检】1 项已经好了：Redis https://k.example/admin/doctor'

describe('an operator', () => {
  it('hears of what is still bad when it is looked at once more, and once', async () => {
    const world = await aDoctor()
    world.found = trouble
    await world.after(0)
    expect(world.texts).toEqual([])
    await world.after(5 * minuteMs)
    expect(world.texts).toEqual([isTold])
    for (let n = 0; n < 20; n += 1) await world.after(hourMs)
    expect(world.texts).toEqual([isTold])
  })

  it('does not hear of what was bad for a moment', async () => {
    const world = await aDoctor()
    world.found = trouble
    await world.after(0)
    world.found = ok('好')
    await world.after(5 * minuteMs)
    await world.after(hourMs)
    expect(world.texts).toEqual([])
  })

  it('hears of it again a day later while it lasts, and once that it is over', async () => {
    const world = await aDoctor()
    world.found = trouble
    await world.after(0)
    await world.after(5 * minuteMs)
    await world.after(24 * hourMs)
    expect(world.texts).toEqual([isTold, isTold])
    world.found = ok('好')
    await world.after(hourMs)
    await world.after(hourMs)
    expect(world.texts).toEqual([isTold, isTold, isOver])
  })

  it('hears of it by e-mail when WeCom takes nothing, or nobody is in WeCom', async () => {
    for (const change of [{ wecom: away }, { operators: [] }]) {
      const world = await aDoctor({ address: 'ops@example.com' })
      Object.assign(world, change)
      world.found = bad('<连不上>', '检查')
      await world.after(0)
      await world.after(5 * minuteMs)
      expect(world.mails).toMatchObject([{ to: 'ops@example.com', subject: '【客旅体检】1 项要修' }])
      expect(world.mails[0]?.html).toContain('&lt;连不上&gt;')
      await world.after(hourMs)
      expect(world.mails).toHaveLength(1)
    }
  })

  it('whom nothing reached hears of it when something does', async () => {
    const world = await aDoctor()
    Object.assign(world, { found: trouble, wecom: away })
    await world.after(0)
    await world.after(5 * minuteMs)
    world.wecom = sent
    await world.after(5 * minuteMs)
    expect(world.texts).toEqual([])
    await world.after(25 * minuteMs)
    expect(world.texts).toEqual([isTold])
  })

  it('does not hear of what is bad while processes are replaced, each of which looks when it starts', async () => {
    const world = await aDoctor()
    world.found = trouble
    await world.after(0)
    await world.after(10_000)
    await world.after(10_000)
    expect(world.texts).toEqual([])
  })

  it('hears of it from one of two processes', async () => {
    const world = await aDoctor()
    const second = world.another()
    world.found = trouble
    await world.after(0)
    await Promise.all([world.after(5 * minuteMs), second.keepUp()])
    await second.keepUp()
    expect(world.texts).toEqual([isTold])
  })
})

it('more than five are a number', () => {
  const findings = Array.from({ length: 7 }, (_, n) => ({ title: `查${n}`, says: '坏' }))
  expect(wordsOf('bad', findings)).toBe(
    '【客旅体检】7 项要修：查0（坏）；查1（坏）；查2（坏）；查3（坏）；查4（坏）；还有别的',
  )
})
