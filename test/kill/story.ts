import { DateTime } from 'luxon'
import type { Person } from '../../sandbox/contract.ts'
import type { Deed } from '../../sandbox/demo/conductor.ts'
import { personOf } from '../../sandbox/demo/people.ts'

/** A moment of the story: day (0 = its Monday) and local time. */
export type Moment = (day: number, time: string) => Date

/** What a salesperson does with the first card about a customer; whoever gets it next takes care of it. */
export type FollowUp = 'acceptAndFinish' | 'finish' | 'passOn'

/** Messages a person of the story must get, once each; what else reaches them is one too many. */
export type Owed = 'welcome' | 'lead-welcome' | 'product-introduction' | 'wake-up-coupon' | 'review-request'

/** A kind of person: what they do, and what must have come of it. */
export interface Part {
  people: number
  deeds(member: Member): Deed[]
  owed: Owed[]
  /** Journeys they must have gone through, once each. */
  runs: string[]
  /** Coupons they must hold. */
  coupons: number
  /** Leaves an e-mail address as well as a phone. */
  email?: true
  /** Which salesperson the n-th of them knows; by default they take turns. */
  staffOf?(n: number): string
  followUpOf?(n: number): FollowUp
}

export interface Member {
  part: Part
  person: Person
  staff: string
  /** Place within the part, from 0. */
  n: number
  at: Moment
}

export interface Story {
  at: Moment
  members: Member[]
  deeds: Deed[]
}

/** How long the story lasts: until the last introduction has had its two days to be answered. */
export const storyEnd = { day: 5, time: '12:00' }

const scan = ({ person, staff, at }: Member, time: string): Deed => ({
  at: at(0, time),
  what: `${person.nickname} scans ${staff}'s code`,
  perform: (sandbox) => sandbox.scanAndAdd({ person: person.name, staff, addWay: 1, state: 'expo2026' }),
})

const open = ({ person, at }: Member, day: number, time: string): Deed => ({
  at: at(day, time),
  what: `${person.nickname} opens the mini-program`,
  perform: async (sandbox) => void (await sandbox.openMiniprogram({ person: person.name })),
})

const lead = ({ person, at }: Member, time: string, loggedIn: boolean): Deed => ({
  at: at(0, time),
  what: `${person.nickname} leaves a form`,
  perform: (sandbox) =>
    sandbox.submitLead({
      person: person.name,
      id: `lead-${person.name}`,
      form: 'whitepaper',
      sourceChannel: '公众号文章',
      consentSms: true,
      consentEmail: true,
      ...(loggedIn && { loggedIn }),
    }),
})

/** Knows the mini-program first and adds a salesperson later: two profiles become one. */
const newcomer: Part = {
  people: 3,
  owed: ['welcome'],
  runs: [],
  coupons: 0,
  deeds: (member) => [
    open(member, 0, '09:05'),
    scan(member, '09:25'),
    {
      at: member.at(0, '09:45'),
      what: `${member.person.nickname} looks around eagerly`,
      perform: (sandbox) =>
        sandbox.mpEvents({
          person: member.person.name,
          events: ['product.viewed', 'cart.added', 'cart.added'].map((name, i) => ({
            id: `look-${i}`,
            name,
            at: member.at(0, '09:45').toISOString(),
            props: { productId: `p${i}` },
          })),
        }),
    },
  ],
  followUpOf: (n) => (n === 0 ? 'passOn' : 'acceptAndFinish'),
}

/** Reads the introduction and is handed to sales. */
const reader: Part = {
  people: 2,
  owed: ['lead-welcome', 'product-introduction'],
  runs: ['lead-nurture'],
  coupons: 0,
  deeds: (member) => [
    lead(member, '10:00', false),
    {
      at: member.at(3, '13:00'),
      what: `${member.person.nickname} follows the link of the introduction`,
      perform: async (sandbox) =>
        void (await sandbox.clickLink({ person: member.person.name, platform: 'aliyun' })),
    },
  ],
}

/** Allows one subscription message and gets the introduction that way. */
const subscriber: Part = {
  people: 3,
  owed: ['lead-welcome', 'product-introduction'],
  runs: ['lead-nurture'],
  coupons: 0,
  deeds: (member) => [
    open(member, 0, '11:00'),
    lead(member, '11:02', true),
    {
      at: member.at(0, '11:04'),
      what: `${member.person.nickname} allows one subscription message`,
      perform: (sandbox) =>
        sandbox.answerSubscription({
          person: member.person.name,
          id: `subscribe-${member.person.name}`,
          results: { 'tmpl-product-introduction': 'accept' },
        }),
    },
  ],
}

/** Befriends a salesperson, buys the day after: coupon, SMS, e-mail and a follow-up, one behind the other. */
const buyer: Part = {
  people: 4,
  owed: ['welcome', 'lead-welcome', 'wake-up-coupon', 'review-request'],
  runs: ['lead-nurture', 'thank-buyers'],
  coupons: 1,
  email: true,
  deeds: (member) => [
    scan(member, '12:00'),
    open(member, 0, '14:00'),
    lead(member, '14:03', true),
    {
      at: member.at(1, '10:00'),
      what: `${member.person.nickname} pays an order`,
      perform: (sandbox) =>
        sandbox.shopEvent({
          id: `paid-${member.person.name}`,
          type: 'order.paid',
          person: member.person.name,
          orderId: `order-${member.person.name}`,
          amountFen: 29_900,
          productName: '保湿精华',
          at: member.at(1, '10:00').toISOString(),
        }),
    },
  ],
  followUpOf: (n) => (n === 2 ? 'passOn' : n === 0 ? 'acceptAndFinish' : 'finish'),
  // 赵毅 cannot be reached in WeCom: his task goes by SMS, and on to a colleague when he does not answer.
  staffOf: (n) => ['lilei', 'zhaoyi', 'hanmei', 'lilei'][n % 4] as string,
}

export const everybody: Part[] = [newcomer, reader, subscriber, buyer]

/** The smallest story in which a message is sent. */
export const oneLead: Part[] = [
  {
    people: 1,
    deeds: (member) => [lead(member, '10:00', false)],
    owed: ['lead-welcome'],
    runs: [],
    coupons: 0,
  },
]

/** Moments of a story whose first day that is. */
export function momentsFrom(start: Date): Moment {
  return (day, time) => {
    const [hour, minute] = time.split(':').map(Number)
    return DateTime.fromJSDate(start, { zone: 'Asia/Shanghai' })
      .startOf('day')
      .plus({ days: day })
      .set({ hour, minute })
      .toJSDate()
  }
}

export function storyOf(parts: Part[], start: Date): Story {
  const at = momentsFrom(start)
  const members: Member[] = []
  for (const part of parts) {
    for (let n = 0; n < part.people; n++) {
      members.push({
        part,
        n,
        at,
        person: personOf(members.length, { email: part.email === true }),
        staff: part.staffOf?.(n) ?? (n % 2 === 0 ? 'lilei' : 'hanmei'),
      })
    }
  }
  return { at, members, deeds: members.flatMap((member) => member.part.deeds(member)) }
}
