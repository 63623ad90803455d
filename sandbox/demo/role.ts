import type { Person, Sandbox } from '../contract.ts'
import type { Expectation } from './expectation.ts'

/** When something of the story happens: day of the demo (0 = its first Monday) and local time. */
export type Moment = (day: number, time: string) => Date

export interface Script {
  person: Person
  /** The salesperson this customer knows, if any. */
  staff: string
  /** Place of this person within the role, from 0: spreads days and variants. */
  n: number
  at: Moment
}

export interface RoleDeed {
  at: Date
  what: string
  perform(sandbox: Sandbox): Promise<void>
}

/** What a salesperson does with the card about a customer. */
export type FollowUp = 'acceptAndFinish' | 'accept' | 'finish' | 'passOn' | 'ignore'

/** A kind of customer: what they do, and what must come of it by the rules of the journeys. */
export interface Role {
  name: string
  /** How many play it, in proportion to the shares of the others; at least one does. */
  share: number
  deeds(script: Script): RoleDeed[]
  expect(script: Script): Expectation
  followUp?(script: Script): FollowUp
  /** Leaves an e-mail address with the lead form; the others leave only a phone. */
  email?: true
  /** Which salesperson the n-th of the role knows; by default they take turns. */
  staffOf?(n: number): string
}
