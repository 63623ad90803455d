import type { Customer } from '../../../models/customer.ts'
import type { Customers } from '../../customers/contract.ts'
import { dateOfTrait } from '../../customers/date-of-trait.ts'
import { defaultZone, localTime } from '../../local-time.ts'
import { type Gate, pass } from './gate.ts'

/** Why a child gets no marketing: nobody with custody agreed to it. */
export const noGuardian = 'noGuardian'

/** Put on whoever is known to be a child without their birthday being known. */
export const underFourteenTag = '未满14岁'

const ageOfConsent = 14

/** How a trait is read that may be kept sealed. */
export type TraitInClear = Customers['traitInClear']

/** Whether somebody is known to be under 14: by the tag, or by their own `birthday`, in clear or sealed, where that is a whole date. */
export function isUnderFourteen(customer: Customer, now: Date, traitInClear: TraitInClear): boolean {
  if (customer.tags.some(({ name }) => name === underFourteenTag)) return true
  if (customer.traits.birthday === undefined) return false
  const born = dateOfTrait(traitInClear(customer, 'birthday'), defaultZone)
  return born !== null && born > localTime(now).minus({ years: ageOfConsent }).toJSDate()
}

/** A child whose guardian has not agreed, or agrees no more. */
export function lacksGuardian(customer: Customer, now: Date, traitInClear: TraitInClear): boolean {
  return customer.consent.guardian?.state !== 'granted' && isUnderFourteen(customer, now, traitInClear)
}

/** PIPL art. 31: what is known of a child is used for marketing with a guardian's word alone. What was asked for is sent all the same. */
export function guardianGate({ traitInClear }: { traitInClear: TraitInClear }): Gate {
  return {
    name: 'guardian',
    check({ message, customer, now }) {
      if (message.purpose !== 'marketing' || !lacksGuardian(customer, now, traitInClear)) return pass
      const { at, source } = customer.consent.guardian ?? {}
      return { verdict: 'skip', reason: noGuardian, inputs: { since: at, source } }
    },
  }
}
