import { bad, type Check, ok } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

const mostNamed = 5

export const moneyAgrees: Check<StoreNeeds> = {
  id: 'money.agrees',
  title: '账与微信支付一致',
  async find({ openDifferences }) {
    const days = await openDifferences()
    const count = days.reduce((sum, { open }) => sum + open, 0)
    if (count === 0) return ok('没有要人看的差异')
    const named = days.slice(0, mostNamed).map(({ day, open }) => `${day} ${open} 处`)
    const more = days.length > mostNamed ? '等' : ''
    return bad(`${count} 处对不上，要人看：${named.join('、')}${more}`, '请财务在「对账」里逐处处理')
  },
}
