import type { CorpSize } from '../../sandbox/contract.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import type { Confirmed } from '../settled-writes.ts'
import { answer } from './answer.ts'

const unlimited = { wecomPerApiMinute: 1e9, wecomPerApiHour: 1e9, busyMs: 0 }
const sandbox = await startSandbox({ settings: { limits: unlimited } })

answer({
  platforms: () => ({
    wecomUrl: sandbox.urls.wecom,
    wechatUrl: sandbox.urls.wechat,
    settings: sandbox.settings,
  }),
  populate: (size: CorpSize) => sandbox.populate(size),
  /** From now on it is later, at the pace of the machine's clock. */
  startClock: (now: string) => sandbox.startClock(now),
  /** Each of so many members sends what they are asked to send, to this part of the customers in it. */
  confirm: async ({ staff, part }: { staff: number; part: number }): Promise<Confirmed[]> => {
    const confirmed: Confirmed[] = []
    for (const userid of Array.from({ length: staff }, (_, n) => `staff${n + 1}`)) {
      for (const { msgid, people } of await sandbox.groupSendsOf(userid)) {
        const picked = Math.ceil(people.length * part)
        const [sent, left] = [people.slice(0, picked), people.slice(picked)]
        await sandbox.confirmGroupSend({ staff: userid, msgid, people: sent })
        confirmed.push({ msgid, userid, sent, left })
      }
    }
    return confirmed
  },
  refusals: () => sandbox.refusals(),
})
