import type { Sandbox } from '../contract.ts'
import { staff } from './people.ts'

/** Who sends what they are asked to, half an hour later; the others let it lie. */
const confirming = ['lilei', 'hanmei']
const afterMs = 30 * 60_000

/** The sales team as WeCom has it, and how they take being asked to send something. */
export async function hire(sandbox: Sandbox): Promise<void> {
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
  for (const userid of confirming)
    await sandbox.setGroupSendHabit({ staff: userid, habit: { kind: 'confirm', afterMs } })
}
