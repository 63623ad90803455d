import type { Customer } from '../../../models/customer.ts'
import { localTime } from '../../local-time.ts'
import { type Gate, pass } from './gate.ts'

/** Why a child gets no marketing: nobody with custody agreed to it. */
export const noGuardian = 'noGuardian'

/** Put on whoever is known to be a child without their birthday being known. */
export const underFourteenTag = '未满14岁'

const ageOfConsent = 14

/** Whether somebody is known to be under 14: by the tag, or by their own `birthday` where that is a date kept in clear. */
export function isUnderFourteen({ tags, traits }: Pick<Customer, 'tags' | 'traits'>, now: Date): boolean {
  if (tags.some(({ name }) => name === underFourteenTag)) return true
  const { birthday } = traits
  return birthday instanceof Date && birthday > localTime(now).minus({ years: ageOfConsent }).toJSDate()
}

/** A child whose guardian has not agreed, or agrees no more. */
export function lacksGuardian(customer: Pick<Customer, 'tags' | 'traits' | 'consent'>, now: Date): boolean {
  return customer.consent.guardian?.state !== 'granted' && isUnderFourteen(customer, now)
}

/** PIPL art. 31: what is known of a child is used for marketing with a guardian's word alone. What was asked for is sent all the same. */
export const guardianGate: Gate = {
  name: 'guardian',
  check({ message, customer, now }) {
    if (message.purpose !== 'marketing' || !lacksGuardian(customer, now)) return pass
    const { at, source } = customer.consent.guardian ?? {}
    return { verdict: 'skip', reason: noGuardian, inputs: { since: at, source } }
  },
}
