import type { Sandbox } from '../contract.ts'
import { newBuyer } from './buyers.ts'
import { lastDay } from './days.ts'
import { buy, lead, open, scan, slot } from './deeds.ts'
import { type Expectation, merge } from './expectation.ts'
import type { FollowUp, Role, RoleDeed, Script } from './role.ts'

/** Everything a sleeper does before falling asleep: befriended, bought the next day, gone. */
const untilAsleep = (script: Script, day = script.n % 3): RoleDeed[] => [
  scan(script, day, slot(script.n, 9)),
  open(script, day, slot(script.n, 11)),
  lead(script, day, slot(script.n, 12), { loggedIn: true }),
  ...buy(script, day + 1, slot(script.n, 15)),
]
const asleep: Expectation = merge(newBuyer, {
  callbacks: 1,
  touches: { 'welcome.sent': 1 },
  goals: { 'lead-nurture': 1 },
  runs: { 'lead-nurture.exit:order.paid': 1 },
})

/** M5: comes back after the coupon, is marked 高意向 and handed to sales. */
const sleeperReturns: Role = {
  name: 'sleeperReturns',
  email: true,
  share: 20,
  deeds: (script) => [...untilAsleep(script), open(script, (script.n % 3) + 32, slot(script.n, 10))],
  expect: ({ staff }) =>
    merge(asleep, {
      touches: { 'sms.delivered': 2 },
      runs: { 'wake-sleeping-members.completed': 1 },
      tasks: { done: 1 },
      // The task, and after two working hours the reminder: 赵毅 looks at neither.
      staffSms: staff === 'zhaoyi' ? 2 : 0,
    }),
  followUp: ({ n }) => followUpOf(n),
  staffOf: (n) => ['lilei', 'hanmei', 'zhaoyi', 'lilei', 'hanmei'][n % 5] as string,
}
function followUpOf(n: number): FollowUp {
  return (['acceptAndFinish', 'passOn', 'acceptAndFinish', 'ignore', 'finish'] as const)[n % 5] as FollowUp
}

/** M5: does not come back; three days later an e-mail asks for a review. */
const sleeperSilent: Role = {
  name: 'sleeperSilent',
  email: true,
  share: 15,
  deeds: (script) => [
    ...untilAsleep(script),
    ...(script.n % 3 === 0
      ? [
          {
            at: script.at(lastDay, slot(script.n, 10)),
            what: `${script.person.nickname} 打开了邮件`,
            perform: (sandbox: Sandbox) => sandbox.openEmail({ person: script.person.name }),
          },
        ]
      : []),
  ],
  expect: ({ n }) =>
    merge(asleep, {
      touches: { 'sms.delivered': 2, [n % 3 === 0 ? 'email.opened' : 'email.sent']: 1 },
      runs: { 'wake-sleeping-members.completed': 1 },
    }),
}

/** M5 as well, and so late that the story ends before anybody knows whether they come back. */
const fallingAsleep: Role = {
  name: 'fallingAsleep',
  share: 5,
  deeds: (script) => untilAsleep(script, lastDay - 32),
  expect: () =>
    merge(asleep, { touches: { 'sms.delivered': 2 }, runs: { 'wake-sleeping-members.active': 1 } }),
}

/** Those who bought and have not been seen for thirty days. */
export const sleepers: Role[] = [sleeperReturns, sleeperSilent, fallingAsleep]
