import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describe as sentence } from '../domain/audience/describe.ts'
import { matchesProps } from '../domain/audience/evaluate.ts'
import {
  categoryRule,
  discountRule,
  promotionRule,
  topicRule,
} from '../domain/customers/testing/preference-evidence.ts'
import { loadDefinitions } from '../domain/language/load.ts'
import { createRegistry } from '../domain/language/registry.ts'

const { definitions, faults, warnings } = await loadDefinitions(
  import.meta.dirname,
  // Holidays are announced year by year: what later years lack is warned of, and told in the file.
  new Date('2026-06-01T00:00:00+08:00'),
)
const registry = createRegistry(definitions)

const day = 86_400_000

it('holds no file that is refused or warned of', () => {
  expect([...faults, ...warnings]).toEqual([])
})

it('ships every journey of the mission, M1 to M7, one for each tier, and one for lost friends', () => {
  expect(registry.journeys.map(({ id }) => id)).toEqual([
    'mid-autumn',
    'spring-festival',
    'baby-food',
    'baby-turns-six-months',
    'growth-care',
    'high-value-care',
    'lead-nurture',
    'lost-friend',
    'new-buyer-activation',
    'quarterly-recall',
    'repurchase',
    'wake-sleeping-members',
    'win-back',
  ])
})

it('ships the rules of preferences', () => {
  const rules = [...registry.preferenceRules].sort((a, b) => (a.id < b.id ? -1 : 1))
  expect(rules).toEqual([categoryRule, topicRule, discountRule, promotionRule])
})

it('sends a lead the download at once, and the product introduction three days later', () => {
  const { entry, steps } = registry.journey('lead-nurture')
  expect(entry).toMatchObject({
    kind: 'event',
    event: 'lead.submitted',
    where: { kind: 'prop', prop: 'form', tests: [{ op: 'is', value: 'whitepaper' }] },
  })
  expect(registry.message('lead-welcome')).toMatchObject({ purpose: 'requested', prefer: ['sms'] })
  expect(steps['let-it-sink-in']).toMatchObject({ kind: 'wait', wait: { kind: 'for', ms: 3 * day } })
  expect(steps.interested).toMatchObject({
    on: { event: 'message.clicked', of: ['introduce-baby-care', 'introduce'] },
    yes: 'consult',
    no: 'end',
  })
  expect(steps.consult).toMatchObject({ kind: 'task' })
})

it.each([
  [{ form: 'whitepaper' }, true],
  [{ form: 'member-card' }, false],
  [{ form: 'whitepaper-2027' }, false],
  [{}, false],
])('sends the white paper to who left %j: %s', (props, wanted) => {
  const { entry } = registry.journey('lead-nurture')
  const isTaken = entry.kind === 'event' && (!entry.where || matchesProps(entry.where, props, new Date()))
  expect(isTaken).toBe(wanted)
})

it('lets nothing but tags stand between a lead and the welcome', () => {
  const { first, steps } = registry.journey('lead-nurture')
  const between = new Set([first])
  for (const id of between) {
    const step = steps[id]
    expect(['tag', 'branch', 'send']).toContain(step?.kind)
    if (step?.kind === 'tag') between.add(step.next)
    if (step?.kind === 'branch')
      for (const to of [step.otherwise, ...step.cases.map((one) => one.to)]) between.add(to)
  }
  expect(between).toContain('welcome')
})

it('gives a sleeping member three days to come back before asking for a review by e-mail', () => {
  const { steps, exit } = registry.journey('wake-sleeping-members')
  expect(sentence(registry.segment('sleeping-members').rule)).toBe(
    '30 天未登录，且近 90 天内购买过，且没有标签 深度流失',
  )
  expect(steps['came-back']).toMatchObject({
    on: { event: 'miniprogram.entered' },
    withinMs: 3 * day,
    yes: 'hot',
    no: 'review',
  })
  expect(steps.hot).toMatchObject({ add: ['高意向'], next: 'follow-up' })
  expect(steps.review).toMatchObject({ kind: 'send', channels: ['email'] })
  expect(exit).toEqual([{ kind: 'event', event: 'order.paid' }])
})

it('welcomes a friend from the expo with the expo pack and everybody else with the guide', () => {
  expect(registry.channelCodeFor('expo2026')).toMatchObject({ welcome: 'welcome-expo', tags: ['春季展会'] })
  expect(registry.channelCodeFor(undefined)).toMatchObject({ welcome: 'welcome-default' })
})

it('asks salespeople first wherever M3, M4, M6 and M7 advertise, in the same words for all, and has an SMS for the others', () => {
  const first = ['repurchase-reminder', 'repurchase-offer', 'recall-benefit', 'quarterly-recall']
  for (const id of [...first, 'complementary-food', 'baby-reviews', 'mid-autumn', 'spring-festival']) {
    const { purpose, prefer, content } = registry.message(id)
    const order = prefer === 'auto' ? Object.keys(content) : prefer
    expect([purpose, order[0], order.at(-1)], id).toEqual(['marketing', 'wecom', 'sms'])
    expect(content.wecom?.text?.match(/{{\s*\w+\s*}}/g), id).toEqual(['{{link}}'])
  }
})

it('says in every SMS exactly what the gateway approved', async () => {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8')
  const approved = new Map(
    [...readme.matchAll(/^\| (SMS_\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, code, text]) => [code, text]),
  )
  for (const { id, content } of registry.messages) {
    if (content.sms === undefined) continue
    const { text, templates, params } = content.sms
    const filled = approved
      .get(templates.aliyun)
      ?.replace(/\$\{(\w+)\}/g, (_, key: string) => `{{${params[key]}}}`)
    expect(filled, id).toBe(text)
  }
})

it('keeps subscription texts within the 20 characters of a thing', () => {
  for (const { content } of registry.messages) {
    for (const [key, text] of Object.entries(content.miniprogram?.data ?? {})) {
      if (key.startsWith('thing')) expect(text.length, text).toBeLessThanOrEqual(20)
    }
  }
})
