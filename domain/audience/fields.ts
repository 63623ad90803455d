import type { Customer } from '../../models/customer.ts'
import { customerField } from '../customers/traits/table.ts'

/** Where the store keeps what a rule asks as a trait: most are in `traits`, some stand elsewhere in the document. */
export function traitPath(name: string): string {
  switch (customerField(name)?.at) {
    case 'profile':
      return `profile.${name}`
    case 'customer':
      return name
    default:
      return `traits.${name}`
  }
}

/** Its value in memory; undefined when the customer has none. */
export function readTrait(customer: Customer, name: string): unknown {
  switch (customerField(name)?.at) {
    case 'profile':
      return (customer.profile as Record<string, unknown>)[name]
    case 'customer':
      return (customer as unknown as Record<string, unknown>)[name]
    default:
      return Object.hasOwn(customer.traits, name) ? customer.traits[name] : undefined
  }
}
