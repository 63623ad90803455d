import type { KeluEvent } from '../../models/event.ts'
import { traitRule } from '../customers/traits/table.ts'
import type { Rule } from '../language/rule.ts'
import { leavesOf, type RuleLeaf } from '../language/walk-rule.ts'
import { traitPath } from './fields.ts'

/** What a rule asks about. */
export interface Asks {
  /** Such as `tag VIP`. */
  subjects: ReadonlySet<string>
  /** Asks about something that moves without an event of its own, with whatever event moved it. */
  quiet: boolean
}

/** Events that tell of one subject, by which its leaves are known. */
const tellsOf: Record<string, (props: KeluEvent['props']) => string> = {
  'customer.tag_added': ({ tag }) => `tag ${tag}`,
  'customer.tag_removed': ({ tag }) => `tag ${tag}`,
  'customer.trait_changed': ({ trait }) => `trait ${trait}`,
  'customer.consent_changed': ({ channel }) => `consent ${channel}`,
  'customer.reach_changed': ({ channel }) => `reach ${channel}`,
  'segment.entered': ({ segment }) => `segment ${segment}`,
  'segment.left': ({ segment }) => `segment ${segment}`,
}

export function asksOf(rule: Rule): Asks {
  const leaves = [...leavesOf(rule)].map(({ leaf }) => leaf)
  return {
    subjects: new Set(leaves.map(subjectOf)),
    quiet: leaves.some((leaf) => leaf.kind === 'trait' && !isTold(leaf.trait)),
  }
}

/** Whether this event can change what the rule says about its customer. */
export function mayChange({ subjects, quiet }: Asks, { name, props }: KeluEvent): boolean {
  if (subjects.has(`event ${name}`) || name === 'customer.created' || name === 'customer.merged') return true
  const subject = tellsOf[name]?.(props)
  return subject === undefined ? quiet && !name.startsWith('journey.') : subjects.has(subject)
}

function subjectOf(leaf: RuleLeaf): string {
  switch (leaf.kind) {
    case 'event':
      return `event ${leaf.event}`
    case 'segment':
      return `segment ${leaf.segment}`
    case 'tag':
      return `tag ${leaf.tag}`
    case 'trait':
      return `trait ${leaf.trait}`
    case 'run':
      return `${leaf.of.from} ${leaf.of.prop}`
    case 'consent':
    case 'reach':
      return `${leaf.kind} ${leaf.channel}`
  }
}

/** Whether a change of it is an event of its own; profile fields have none. */
function isTold(trait: string): boolean {
  return traitPath(trait).startsWith('traits.') && traitRule(trait).announced
}
