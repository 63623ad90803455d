import type { Sandbox } from '../contract.ts'
import { members } from './members.ts'
import { wholeTeam } from './people.ts'

/** What there was in WeCom before Kelu: two members of a store and their friends, of whom nobody tells it. */
export const oldCorp = { staff: 2, stores: 1, friends: 6 } as const

/** Who is in WeCom and sells nothing: the marketer hears there what needs her, the 店长 how her 门店 does. */
const office = [members.zhoumin, members.chenjing]

/** Who sends what they are asked to, half an hour later; the others let it lie. */
const confirming = ['lilei', 'hanmei', 'wuqiang']
const afterMs = 30 * 60_000

/** The corp as WeCom has it when the story begins, and how the sales team takes being asked to send something. */
export async function hire(sandbox: Sandbox): Promise<void> {
  await sandbox.populate(oldCorp)
  for (const { userid, name, reachable } of wholeTeam) await sandbox.addStaff({ userid, name, reachable })
  for (const { userid, name } of office) await sandbox.addStaff({ userid, name, reachable: true })
  for (const staff of confirming)
    await sandbox.setGroupSendHabit({ staff, habit: { kind: 'confirm', afterMs } })
}
