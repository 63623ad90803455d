import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAudience } from '../audience/query.ts'
import { ruleSchema } from '../language/rule.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

let world: JourneyWorld
beforeAll(async () => {
  world = await aJourneyWorld()
})
afterAll(() => world.drop())

async function audienceOf(rule: object): Promise<string[]> {
  const { connection, clock } = world
  const segment = () => {
    throw new Error('no segment is asked')
  }
  const ids: string[] = []
  for await (const page of createAudience({ connection, clock, segment }).pages(ruleSchema.parse(rule), {
    pageSize: 10,
  }))
    ids.push(...page)
  return ids
}

it.each<[string, unknown, object]>([
  ['stage', '深度流失', { is: '深度流失' }],
  ['level', 3, { atLeast: 3 }],
  ['metAt', '2026-02-01', { before: '3 days ago' }],
])(
  'what setTrait writes as %s is what a rule on it reads, of one customer and of all',
  async (trait, value, test) => {
    const rule = { trait, ...test }
    const journey = `sets-${trait.toLowerCase()}`
    const entry = { event: 'lead.submitted', where: { prop: 'form', is: trait } }
    await world.publish({
      journey,
      entry,
      steps: {
        set: { setTrait: { [trait]: value }, next: 'asked' },
        asked: { branch: [{ when: rule, to: 'holds' }, { otherwise: 'fails' }] },
        holds: { exit: { reason: 'holds' } },
        fails: { exit: { reason: 'fails' } },
      },
    })
    const customer = await world.aCustomer()
    expect(await audienceOf(rule)).toEqual([])
    await world.does(customer, 'lead.submitted', { form: trait })
    expect(await world.theRun(journey, customer)).toMatchObject({ state: 'ended', endReason: 'holds' })
    expect(await audienceOf(rule)).toEqual([customer._id])
  },
)
