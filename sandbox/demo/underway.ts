import { regular } from './buyers.ts'
import { lastDay } from './days.ts'
import { buy, join, lead, looksAround, minutesAfter, order, scan, slot } from './deeds.ts'
import type { Role } from './role.ts'

/** M1: left a lead a day or two ago; the introduction is still to come. */
const newLead: Role = {
  name: 'newLead',
  share: 5,
  deeds: (script) => [lead(script, lastDay - (script.n % 3), slot(script.n, 9))],
  expect: () => ({ touches: { 'sms.delivered': 1 }, runs: { 'lead-nurture.active': 1 } }),
}

/** M2: waits for the parcel, or just has it. */
const justBought: Role = {
  name: 'justBought',
  share: 5,
  deeds: (script) => {
    const day = [lastDay - 1, lastDay, lastDay - 4][script.n % 3] as number
    return [...join(script, day - 1, slot(script.n, 10)), ...buy(script, day, slot(script.n, 10))]
  },
  // Confirmed, and shipped unless it was bought today; the guide comes three days after it arrived.
  expect: ({ n }) => ({
    touches: { 'sms.delivered': n % 3 === 1 ? 1 : 2 },
    runs: { 'new-buyer-activation.active': 1 },
  }),
}

/** M3: is expected to buy again on the last day, and was reminded. */
const dueAgain: Role = {
  name: 'dueAgain',
  share: 5,
  deeds: (script) => regular(script, lastDay),
  expect: () => ({ touches: { 'sms.delivered': 1 }, runs: { 'repurchase.active': 1 } }),
}

/** M6: met at the baby fair yesterday; has 48 hours to look at what is recommended. */
const newParent: Role = {
  name: 'newParent',
  share: 5,
  deeds: (script) => [
    scan(script, lastDay - 1, slot(script.n, 9), 'baby2026'),
    ...join(script, lastDay - 1, slot(script.n, 10)),
    order(script, 'created', lastDay - 1, slot(script.n, 11), { traits: { babyStage: '六个月以上' } }),
  ],
  expect: () => ({
    callbacks: 1,
    touches: { 'welcome.sent': 1, 'wecom.sent': 1 },
    runs: { 'baby-food.active': 1 },
  }),
}

/** Somebody a salesperson is called for on the last day, and what has become of it by the end. */
const called = (
  name: string,
  staff: 'lilei' | 'hanmei',
  from: string,
  followUp: NonNullable<Role['followUp']>,
  state: 'offered' | 'accepted' | 'done',
): Role => ({
  name,
  share: 5,
  deeds: (script) => looksAround(script, lastDay, minutesAfter(from, script.n * 7)),
  expect: () => ({ callbacks: 1, touches: { 'welcome.sent': 1 }, tasks: { [state]: 1 } }),
  followUp,
  staffOf: () => staff,
})

/** Whoever is in the middle of something when the story ends, in every flow and on every board. */
export const underway: Role[] = [
  newLead,
  justBought,
  dueAgain,
  newParent,
  called('servedToday', 'lilei', '09:10', () => 'finish', 'done'),
  called('spokenTo', 'hanmei', '09:50', () => 'accept', 'accepted'),
  called('keptWaiting', 'lilei', '11:15', () => 'ignore', 'offered'),
  called('justCalled', 'hanmei', '13:00', () => 'ignore', 'offered'),
]
