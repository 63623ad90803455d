import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

const dayMs = 86_400_000
/** One night may be missed: machines are switched off. */
const longestMs = 2 * dayMs
const mostNamed = 5

export const traitsProven: Check<StoreNeeds> = {
  id: 'traits.proven',
  title: '购买属性与订单一致',
  async find({ traitReport, now }) {
    const report = await traitReport()
    if (report === null) return skipped('还没有核对过：每天 3:30 自动核对，也可以运行 kelu traits check')
    const { checked, differing, differences } = report
    if (now().getTime() - report.at.getTime() > longestMs) {
      return bad('两天没有核对了', '让一个 worker 在夜里运行，或运行 kelu traits check')
    }
    if (differing === 0) return ok(`按订单重算了 ${checked} 人，全部一致`)
    const named = differences
      .slice(0, mostNamed)
      .map(({ customerId, fields }) => `${customerId}（${fields.join('、')}）`)
    return bad(
      `${checked} 人里有 ${differing} 人不一致，已改正：${named.join('、')}`,
      '在客户页看「怎么算出来的」；同一个人再次出现，就是有程序绕过客旅改了数据',
    )
  },
}
