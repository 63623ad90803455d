import type { Surveys } from '../../../domain/audience/surveys.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { BuyerPreviews } from '../../../domain/customers/buyers/preview.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { PreviewPreferences } from '../../../domain/customers/preferences/preview.ts'
import type { Preferences } from '../../../domain/customers/preferences/refresh.ts'
import { preferenceRulesInForce } from '../../../domain/definitions/preference-rules-in-force.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { preferenceRuleSentence } from '../../../domain/definitions/sentences/preference-rule.ts'
import { settingsPartOf } from '../../../domain/explanations/setting-behind.ts'
import { preferenceRuleSchema } from '../../../domain/language/preference-rule.ts'
import type { Rule } from '../../../domain/language/rule.ts'
import { excludeSchema } from '../../../domain/language/settings.ts'
import type { Announce } from '../../../domain/live.ts'
import { dayStart, defaultZone } from '../../../domain/local-time.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { presentPerson } from '../places/present-person.ts'
import type { settings as contract } from './contract.ts'
import { placesOf } from './places-of.ts'
import { createPreviewBuyers } from './preview-buyers.ts'

/** Messages that stand by a reason. */
export interface HeldBack {
  reason: string
  notSent: number
  waiting: number
}

/** What the settings do at present, told beside the form that changes them. */
export function createSettingsHandlers(deps: {
  surveys: Pick<Surveys, 'ask'>
  heldBackSince: (since: Date) => Promise<HeldBack[]>
  published: Pick<Published, 'snapshot'>
  preferences: Pick<Preferences, 'nextAt' | 'ask'>
  preview: PreviewPreferences
  buyers: BuyerPreviews
  customers: Pick<Customers, 'masked'>
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
}): Handlers<typeof contract> {
  const { surveys, heldBackSince, published, preferences, clock } = deps

  return {
    async heldBack() {
      const since = dayStart(clock.now(), defaultZone)
      const items = (await heldBackSince(since)).flatMap((row) => {
        const part = settingsPartOf(row.reason)
        return part === null ? [] : [{ ...row, part, says: reasonText(row.reason) }]
      })
      return { since, items }
    },

    async preferences() {
      const nextAt = await preferences.nextAt()
      const items = preferenceRulesInForce(published.snapshot()).map(({ rule, version }) => ({
        id: rule.id,
        name: rule.name,
        tag: rule.tag,
        version: version.split('@')[1] ?? '',
        says: preferenceRuleSentence(rule),
      }))
      return { nextAt, isUnderWay: nextAt <= clock.now(), items }
    },

    async previewPreference({ body }) {
      const read = preferenceRuleSchema.safeParse(body.structure)
      if (!read.success) {
        throw new AdminRefusal(
          422,
          'request.invalid',
          '这条规则还没写好，改好后再看',
          placesOf('structure', read.error),
        )
      }
      const { looked, scale, changed, tags, examples } = await deps.preview(read.data)
      const people = (n: number): number => Math.round(n * scale)
      return {
        says: preferenceRuleSentence(read.data),
        isExact: scale === 1,
        looked,
        changed: people(changed),
        tags: tags.map(({ tag, gain, lose }) => ({ tag, gain: people(gain), lose: people(lose) })),
        examples: examples.map(({ customer, gains, loses }) => {
          const { customerId: id, name, phone } = presentPerson(customer._id, customer, deps)
          return { id, name, phone, gains, loses }
        }),
      }
    },

    previewBuyers: createPreviewBuyers(deps),

    async refreshPreferences({ caller }) {
      const isBegun = await preferences.ask()
      if (isBegun) {
        await deps.auditLog.record(caller, { action: 'preferences.refreshed', on: 'settings:preferences' })
        deps.announce('definitions')
      }
      return { isBegun }
    },

    async count({ body }) {
      const rules = readRules(body.rules)
      const named = Object.entries(rules)
      // One condition, met by whoever meets any: its pattern is the count of all of them together.
      const any: Rule = { kind: 'any', rules: named.map(([, rule]) => rule) }
      const ask = { conditions: [any], leaves: rules, exclude: {} }
      const { tally, scale, isExact, at } = await surveys.ask(JSON.stringify(['settings', body.rules]), ask)
      const people = (n = 0): number => Math.round(n * scale)
      return {
        isExact,
        at,
        all: people(tally.base),
        any: people(tally.patterns.get(1)),
        tests: people(tally.tests),
        items: named.map(([name]) => ({ name, people: people(tally.leaves.get(name)) })),
      }
    },
  }
}

/** @throws AdminRefusal with the place of what cannot be read */
function readRules(written: Record<string, unknown>): Record<string, Rule> {
  const read = excludeSchema.safeParse(written)
  if (read.success) return read.data
  throw new AdminRefusal(422, 'settings.invalid', '条件还没有写完', placesOf('rules', read.error))
}
