import { expect, it } from 'vitest'
import { seededNumbers } from '../kill/plan.ts'
import { proofSize } from '../testing/proof-size.ts'
import { findingsOf } from './findings.ts'
import { forecastOf, outcomeOf } from './forecasting.ts'
import { aStory, flows, liveThrough, someAtOnce } from './story.ts'
import { newsBroadcast } from './texts.ts'
import type { KeluProcess } from './world.ts'

const seed = Number(process.env.GROUP_SEND_SEED ?? Math.floor(Math.random() * 1e9))
const { many, some } = proofSize({
  short: { many: { senders: 20, people: 120 }, some: { senders: 8, people: 32 } },
  long: { many: { senders: 20, people: 10_000 }, some: { senders: 20, people: 200 } },
})
const patienceMs = 2 * 3_600_000
const say = (line: string) => process.stdout.write(`${line}\n`)

it(`each of ${many.people} customers of ${many.senders} salespeople gets it in one way, or a reason says why not`, {
  timeout: patienceMs,
}, async () => {
  const story = await aStory(many)
  try {
    await liveThrough(story, async () => story.world.kelu)
    const { findings, counts } = await findingsOf(story)
    say(`group-sends: ${JSON.stringify(counts)}`)
    expect(findings).toEqual([])
    expect(counts.sent.wecom).toBeGreaterThan(many.people / 4)
    expect(counts.sent.sms).toBeGreaterThan(0)
  } finally {
    await story.world.close()
  }
})

it(`what a 群发 to ${many.people} comes to is foreseen the evening before, within a tenth, as salespeople confirmed until then`, {
  timeout: patienceMs,
}, async () => {
  const story = await aStory(many)
  const { world } = story
  try {
    // The first one is the record: with it nobody is known yet, so everybody is taken to confirm.
    await world.publish(newsBroadcast('first', '2026-03-02T11:00:00+08:00'))
    expect((await forecastOf(world, 'first')).wecom).toBeGreaterThan(many.people / 2)
    // Some salespeople have more to confirm next morning than they may be asked for, and their customers no quota left.
    await world.moveTo(world.at('18:00'))
    await someAtOnce(story.people, async (customer, n) => {
      const flow = flows[Math.floor(n / story.senders.length) % flows.length]
      if (flow !== undefined && n % story.senders.length < story.senders.length / 3) {
        await world.begins(customer, flow)
      }
    })
    await world.moveTo(world.at('20:00'))
    await world.publish(newsBroadcast('second', '2026-03-03T11:00:00+08:00'))
    const foreseen = await forecastOf(world, 'second')
    await world.moveTo(world.at('20:00', 1))
    const outcome = await outcomeOf(world, 'second')
    say(`forecast: ${JSON.stringify({ foreseen, outcome })}`)
    const sum = (of: Record<string, number>) => Object.values(of).reduce((all, people) => all + people, 0)
    expect(Math.round(sum(foreseen))).toBe(many.people)
    expect(sum(outcome)).toBe(many.people)
    for (const [way, people] of Object.entries(outcome)) {
      // Of a dozen people one is more than a tenth.
      expect(Math.abs((foreseen[way] ?? 0) - people), way).toBeLessThanOrEqual(Math.max(2, people / 10))
    }
  } finally {
    await world.close()
  }
})

it(`nor otherwise for ${some.people} whose processes die at every write and call, and whose answers are lost`, {
  timeout: patienceMs,
}, async () => {
  const random = seededNumbers(seed)
  const story = await aStory(some)
  const { world } = story
  const deaths: string[] = []
  const places = new Set<string>()
  let living: KeluProcess | null = null
  let lives = 0
  /** A life begins where the last one ended. It ends where none has, and now and then elsewhere. */
  const someKelu = async (): Promise<KeluProcess> => {
    if (living?.isDead() ?? true) {
      lives += 1
      living = await world.born(`life-${lives}`, (at) => {
        deaths.push(at)
        places.add(at)
      })
    }
    const kelu = living as KeluProcess
    kelu.doom(
      random() < 0.75
        ? { newTo: places }
        : { calls: Math.floor(random() ** 2 * 80), when: random() < 0.5 ? 'before' : 'after' },
    )
    if (random() < 0.1) {
      await world.sandbox.addFault({
        platform: 'wecom',
        api: `/cgi-bin/externalcontact/${faulty[Math.floor(random() * faulty.length)]}`,
        kind: random() < 0.5 ? 'timeoutAfterActing' : 'connectionReset',
        times: 1,
      })
    }
    return kelu
  }
  try {
    await liveThrough(story, someKelu)
    await world.sandbox.clearFaults()
    // What the last life left undone: who was put off for a day more is asked for next morning, and given up in the evening.
    await world.moveTo(world.at('20:00', 4), async () => world.kelu)
    const { findings, counts } = await findingsOf(story)
    say(
      `GROUP_SEND_SEED=${seed}: ${deaths.length} deaths at ${places.size} places, ${JSON.stringify(counts)}`,
    )
    expect(findings).toEqual([])
    const calls = ['create', 'results', 'remind', 'cancel', 'made'].map(
      (name) => `platforms.groupMessages.${name}`,
    )
    expect([...places]).toEqual(
      expect.arrayContaining(calls.flatMap((call) => [`before ${call}`, `after ${call}`])),
    )
  } finally {
    await world.close()
  }
})

const faulty = [
  'add_msg_template',
  'get_groupmsg_task',
  'get_groupmsg_send_result',
  'cancel_groupmsg_send',
  'get_groupmsg_list_v2',
]
