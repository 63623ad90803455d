import type { Sandbox } from '../contract.ts'
import { buyers, newBuyer } from './buyers.ts'
import { lastDay } from './days.ts'
import { buy, lead, looksAround, open, scan, slot } from './deeds.ts'
import { type Expectation, merge } from './expectation.ts'
import { festivalRoles } from './festival.ts'
import { newYear } from './new-year.ts'
import type { Role, Script } from './role.ts'
import { shopper } from './shoppers.ts'
import { sleepers } from './sleepers.ts'
import { underway } from './underway.ts'

const welcomed: Expectation = { callbacks: 1, touches: { 'welcome.sent': 1 } }
const leadWelcome: Expectation = { touches: { 'sms.delivered': 1 } }

/** M7: scans a channel code, is welcomed within 20 seconds; every third comes into the mini-program as well. */
const friend: Role = {
  name: 'friend',
  share: 40,
  deeds: (script) => [
    scan(
      script,
      script.n % 12,
      slot(Math.floor(script.n / 2)),
      ['expo2026', undefined, 'unknown-state'][script.n % 3],
    ),
    ...(script.n % 3 === 0 ? [open(script, script.n % 12, slot(Math.floor(script.n / 2), 14))] : []),
  ],
  expect: () => welcomed,
}

/** M7 and the way out: the friend leaves again; nothing can reach them in WeCom afterwards. */
const leaver: Role = {
  name: 'leaver',
  share: 5,
  deeds: (script) => [
    scan(script, script.n, '10:30'),
    {
      at: script.at(script.n + 2, '16:00'),
      what: `${script.person.nickname} 删除了 ${script.staff}`,
      perform: (sandbox) => sandbox.removeStaff({ person: script.person.name, staff: script.staff }),
    },
  ],
  expect: () => ({ callbacks: 2, touches: { 'welcome.sent': 1 } }),
}

/** M1: reads the introduction and is handed to sales for a consultation. */
const interested: Role = {
  name: 'interested',
  share: 25,
  deeds: (script) => [
    lead(script, script.n % 10, slot(script.n, 9)),
    {
      at: script.at((script.n % 10) + 4, slot(script.n, 10)),
      what: `${script.person.nickname} 点开产品介绍`,
      perform: async (sandbox) => {
        await sandbox.clickLink({ person: script.person.name, platform: 'aliyun' })
      },
    },
  ],
  expect: () => ({
    touches: { 'sms.delivered': 1, 'sms.clicked': 1 },
    runs: { 'lead-nurture.completed': 1 },
    tasks: { done: 1 },
  }),
  followUp: ({ n }) => (n % 2 === 0 ? 'acceptAndFinish' : 'finish'),
}

/** M1: does not react; the journey ends by itself. The broadcast of the last day reaches them, and every third reads it. */
const silentLead: Role = {
  name: 'silentLead',
  share: 30,
  deeds: (script) => [
    lead(script, script.n % 14, slot(script.n, 9), { sourceChannel: newYear.sourceChannel }),
    ...(readsNewYear(script)
      ? [
          {
            at: script.at(lastDay, slot(script.n + 1, 10)),
            what: `${script.person.nickname} 点开新年专享`,
            perform: async (sandbox: Sandbox) => {
              await sandbox.clickLink({ person: script.person.name, platform: 'aliyun' })
            },
          },
        ]
      : []),
  ],
  expect: (script) =>
    merge(
      { touches: { 'sms.delivered': 2 }, runs: { 'lead-nurture.completed': 1 } },
      {
        touches: { [readsNewYear(script) ? 'sms.clicked' : 'sms.delivered']: 1 },
        runs: { [`${newYear.id}.completed`]: 1 },
      },
    ),
}
const readsNewYear = ({ n }: Pick<Script, 'n'>): boolean => n % 3 === 0

/** M1: buys before the introduction, and is left in peace. Late enough not to fall asleep within the forty days. */
const quickBuyer: Role = {
  name: 'quickBuyer',
  share: 15,
  deeds: (script) => [
    open(script, 12 + (script.n % 6), slot(script.n, 9)),
    lead(script, 12 + (script.n % 6), slot(script.n, 10), { loggedIn: true }),
    ...buy(script, 13 + (script.n % 6), slot(script.n, 15)),
  ],
  expect: () =>
    merge(leadWelcome, newBuyer, {
      runs: { 'lead-nurture.exit:order.paid': 1 },
      goals: { 'lead-nurture': 1 },
    }),
}

/** M1 without consent to advertising: gets what was asked for and no more, with the reason on record. */
const noAdvertising: Role = {
  name: 'noAdvertising',
  share: 15,
  deeds: (script) => [
    lead(script, script.n % 10, slot(script.n, 13), {
      marketing: false,
      sourceChannel: newYear.sourceChannel,
    }),
  ],
  expect: () => ({
    touches: { 'sms.delivered': 1, 'sms.skipped': 2 },
    skips: { noConsent: 2 },
    runs: { 'lead-nurture.completed': 1, [`${newYear.id}.completed`]: 1 },
  }),
}

/** The preferred channel works: one accept, one subscription message. */
const subscriber: Role = {
  name: 'subscriber',
  share: 10,
  deeds: (script) => [
    open(script, script.n, '11:00'),
    lead(script, script.n, '11:05', { loggedIn: true }),
    {
      at: script.at(script.n, '11:10'),
      what: `${script.person.nickname} 允许一次订阅消息`,
      perform: (sandbox) =>
        sandbox.answerSubscription({
          person: script.person.name,
          id: `subscribe-${script.person.name}`,
          results: { 'tmpl-product-introduction': 'accept' },
        }),
    },
  ],
  expect: () => ({
    touches: { 'sms.delivered': 1, 'miniprogram.sent': 1 },
    runs: { 'lead-nurture.completed': 1 },
  }),
}

/** The preferred channel fails: accepted once, switched off later; the platform refuses and SMS takes over. */
const switchedOff: Role = {
  name: 'switchedOff',
  share: 10,
  deeds: (script) => [
    ...subscriber.deeds(script),
    {
      at: script.at(script.n + 1, '12:00'),
      what: `${script.person.nickname} 关闭了订阅消息`,
      perform: (sandbox) =>
        sandbox.switchOffSubscription({
          person: script.person.name,
          templateId: 'tmpl-product-introduction',
        }),
    },
  ],
  expect: () => ({
    touches: { 'sms.delivered': 2 },
    fallbacks: 1,
    runs: { 'lead-nurture.completed': 1 },
  }),
}

/** Over-contacted but for the cap: two broadcasts on the very Thursday the introduction arrives. */
const capped: Role = {
  name: 'capped',
  share: 10,
  deeds: (script) => [lead(script, 0, slot(script.n, 9), { sourceChannel: '会员日活动' })],
  expect: () => ({
    touches: { 'sms.delivered': 3, 'sms.skipped': 1 },
    skips: { dayCapFull: 1 },
    runs: { 'lead-nurture.completed': 1, 'member-day-noon.completed': 1, 'member-day-evening.completed': 1 },
  }),
}

/** Looks around so eagerly that the score calls a salesperson. */
const eager: Role = {
  name: 'eager',
  share: 5,
  deeds: (script) => looksAround(script, script.n, '09:40'),
  expect: () => ({ ...welcomed, tasks: { done: 1 } }),
  followUp: () => 'acceptAndFinish',
}

/** Everybody there is, in the order they are dealt. */
export const roles: Role[] = [
  friend,
  leaver,
  interested,
  silentLead,
  quickBuyer,
  noAdvertising,
  subscriber,
  switchedOff,
  capped,
  eager,
  ...sleepers,
  ...buyers,
  shopper,
  ...underway,
  ...festivalRoles,
]
