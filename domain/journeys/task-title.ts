import { Liquid } from 'liquidjs'
import type { Customer } from '../../models/customer.ts'
import type { RunVars } from '../../models/run.ts'
import { isSealedTrait } from '../customers/personal-traits.ts'
import { cleanLine } from '../text/clean-line.ts'

// A task must not fail for want of a nickname, so what is missing is left out.
const engine = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  renderLimit: 200,
  parseLimit: 1_000,
  templates: {},
})

/**
 * A task title for the salesperson: Liquid over `customer` (nickname, region, sourceChannel, traits), and the props of the event
 * that began the run (`entry`) and of the one that ended its last wait (`answer`).
 */
export function renderTaskTitle(
  title: string,
  customer: Pick<Customer, 'profile' | 'traits'>,
  vars: RunVars = {},
): string {
  const { nickname, region, sourceChannel } = customer.profile
  const text = String(
    engine.parseAndRenderSync(title, {
      entry: cleaned(vars.event),
      answer: cleaned(vars.answer),
      customer: {
        nickname: cleanLine(nickname ?? '') || '客户',
        region: region ?? '',
        sourceChannel: sourceChannel ?? '',
        // What is sealed shows as nothing.
        traits: Object.fromEntries(
          Object.entries(customer.traits).filter(([, value]) => !isSealedTrait(value)),
        ),
      },
    }),
  )
  return cleanLine(text)
}

const cleaned = (words: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([name, value]) => [name, cleanLine(value)]))
