import type { KeluEvent } from '../../models/event.ts'
import { traitPath } from '../audience/fields.ts'
import { traitRule } from '../customers/traits/table.ts'
import type { Rule } from '../language/rule.ts'
import { leavesOf } from '../language/walk-rule.ts'

/** What a rule asks about, each by the name events say it with. */
export interface Asks {
  events: string[]
  segments: string[]
  tags: string[]
  traits: string[]
  consents: string[]
  reach: string[]
  /** Asks about something that moves without an event of its own, with whatever event moved it. */
  quiet: boolean
}

export function asksOf(rule: Rule): Asks {
  const asks: Asks = { events: [], segments: [], tags: [], traits: [], consents: [], reach: [], quiet: false }
  for (const { leaf } of leavesOf(rule)) {
    switch (leaf.kind) {
      case 'event':
        asks.events.push(leaf.event)
        break
      case 'segment':
        asks.segments.push(leaf.segment)
        break
      case 'tag':
        asks.tags.push(leaf.tag)
        break
      case 'trait':
        asks.traits.push(leaf.trait)
        asks.quiet ||= !isTold(leaf.trait)
        break
      case 'consent':
        asks.consents.push(leaf.channel)
        break
      case 'reach':
        asks.reach.push(leaf.channel)
        break
    }
  }
  return asks
}

/** Whether this event can change what the rule says about its customer. */
export function mayChange(asks: Asks, { name, props }: KeluEvent): boolean {
  if (asks.events.includes(name)) return true
  switch (name) {
    case 'customer.created':
    case 'customer.merged':
      return true
    case 'customer.tag_added':
    case 'customer.tag_removed':
      return asks.tags.includes(String(props.tag))
    case 'customer.trait_changed':
      return asks.traits.includes(String(props.trait))
    case 'customer.consent_changed':
      return asks.consents.includes(String(props.channel))
    case 'customer.reach_changed':
      return asks.reach.includes(String(props.channel))
    case 'segment.entered':
    case 'segment.left':
      return asks.segments.includes(String(props.segment))
    default:
      return asks.quiet && !name.startsWith('journey.')
  }
}

/** Whether a change of it is an event of its own; profile fields have none. */
function isTold(trait: string): boolean {
  return traitPath(trait).startsWith('traits.') && traitRule(trait).announced
}
