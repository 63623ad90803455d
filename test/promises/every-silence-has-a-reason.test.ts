import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadDefinitions } from '../../domain/language/load.ts'
import type { Run } from '../../models/runs.ts'
import type { Touch } from '../../models/touch.ts'
import { personOf } from '../../sandbox/demo/people.ts'
import { runningKelu } from '../testing/running-kelu.ts'

const hour = 3_600_000
const template = 'tmpl-product-introduction'
const seed = 20_260_302

const somebody = fc.record({
  email: fc.boolean(),
  logsIn: fc.boolean(),
  consentSms: fc.boolean(),
  consentEmail: fc.boolean(),
  subscription: fc.constantFrom('none', 'accept', 'switchedOff'),
  phone: fc.constantFrom('delivered', 'undelivered', 'silent'),
  mailbox: fc.constantFrom('accepts', 'unknownUser', 'full'),
  refusesBySms: fc.boolean(),
  clicks: fc.boolean(),
  buysOnDay: fc.constantFrom(null, 1, 4),
  leadHour: fc.integer({ min: 0, max: 23 }),
})

it(`B3: every silence has a reason: each step of a journey that meant to send has one touch, and each touch one final decision (seed ${seed})`, async () => {
  const people = fc.sample(somebody, { seed, numRuns: 18 }).map((traits, n) => ({
    ...traits,
    person: personOf(n, { email: traits.email }),
  }))
  const world = await runningKelu({ people: people.map(({ person }) => person) })
  try {
    const { sandbox } = world
    for (const { person, phone, mailbox, email } of people) {
      await sandbox.setSmsFate(person.phone, phone)
      if (email) await sandbox.setMailbox(person.email, mailbox)
    }
    for (const who of [...people].sort((a, b) => a.leadHour - b.leadHour)) {
      const { name } = who.person
      await world.moveTo(new Date(world.at(1, '00:00').getTime() + who.leadHour * hour))
      if (who.logsIn) await sandbox.openMiniprogram({ person: name })
      await sandbox.submitLead({
        person: name,
        id: `lead-${name}`,
        form: 'whitepaper',
        loggedIn: who.logsIn,
        consentSms: who.consentSms,
        consentEmail: who.consentEmail,
      })
      if (who.logsIn && who.subscription !== 'none') {
        await sandbox.answerSubscription({ person: name, id: `s-${name}`, results: { [template]: 'accept' } })
      }
      if (who.subscription === 'switchedOff')
        await sandbox.switchOffSubscription({ person: name, templateId: template })
      await world.settle()
    }
    for (const day of [2, 5]) {
      await world.moveTo(world.at(day, '12:00'))
      for (const { person, refusesBySms, clicks, buysOnDay } of people) {
        if (refusesBySms && day === 2) await sandbox.replySms({ person: person.name, content: 'R' })
        if (
          clicks &&
          day === 5 &&
          (await sandbox.deliveries({ kind: 'sms', receiver: person.phone })).length > 0
        )
          await sandbox.clickLink({ person: person.name, platform: 'aliyun' })
        if (buysOnDay === day - 1)
          await sandbox.shopEvent({
            id: `paid-${person.name}`,
            type: 'order.paid',
            person: person.name,
            orderId: `o-${person.name}`,
            amountFen: 19_900,
            at: world.clock.now().toISOString(),
          })
      }
      await world.settle()
      for (const { receiver, ref } of await sandbox.deliveries({ kind: 'card' })) {
        await sandbox.pressCard({ staff: receiver, cardId: ref ?? '', key: 'done' })
      }
    }
    await world.moveTo(world.at(8, '12:00'))

    const { definitions } = await loadDefinitions('templates', new Date())
    const steps = new Map(definitions.journeys.map((journey) => [journey.id, journey.steps]))
    const { connection } = world.kelu
    const runs = await connection.collection<Run>('runs').find({}).toArray()
    const touches = await connection.collection<Touch>('touches').find({}).toArray()
    const byId = new Map(touches.map((touch) => [touch._id, touch]))

    expect(runs).toHaveLength(people.length)
    expect(runs.filter(({ state }) => state === 'active')).toEqual([])
    const meant = runs.flatMap((run) =>
      Object.entries(run.visits)
        .filter(([stepId]) => steps.get(run.journeyId)?.[stepId]?.kind === 'send')
        .flatMap(([stepId, visits]) =>
          Array.from({ length: visits }, (_, n) => `${run._id}:${stepId}:${n + 1}`),
        ),
    )
    expect([...byId.keys()].sort()).toEqual(meant.sort())
    for (const touch of touches) {
      const final = touch.decisions.filter((decision) => decision.final)
      expect(final, touch._id).toHaveLength(1)
      expect(final[0]?.reason, touch._id).toBeTruthy()
    }
    // What Kelu says a platform took is what the platforms took, whatever became of it: nothing more, nothing less.
    const taken = touches.flatMap(({ attempts }) => attempts.filter(({ providerId }) => providerId))
    const asked = [...(await sandbox.deliveries()), ...(await sandbox.undelivered())].filter(({ kind }) =>
      ['sms', 'email', 'subscription'].includes(kind),
    )
    expect(asked).toHaveLength(taken.length)
    // The little world is one in which there is something to explain.
    const silent = touches.filter(({ sentAt }) => !sentAt)
    expect(
      new Set(silent.map(({ decisions }) => decisions.find(({ final }) => final)?.reason)).size,
    ).toBeGreaterThan(2)
  } finally {
    await world.close()
  }
})
