import { Liquid } from 'liquidjs'
import type { Customer } from '../../models/customer.ts'
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

/** A task title for the salesperson: Liquid over `customer` (nickname, region, sourceChannel, traits). */
export function renderTaskTitle(title: string, customer: Pick<Customer, 'profile' | 'traits'>): string {
  const { nickname, region, sourceChannel } = customer.profile
  const text = String(
    engine.parseAndRenderSync(title, {
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
