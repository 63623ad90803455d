import type { Customer } from '../../models/customer.ts'
import type { GroupSendWorld } from '../group-sends/world.ts'

/** Both are 张三’s and begin the flow; the first one is 李四’s friend, too. */
export async function customersOf(world: GroupSendWorld): Promise<[Customer, Customer]> {
  const shared = await world.aCustomer({ friendsOf: ['ZhangSan', 'LiSi'] })
  const own = await world.aCustomer({ friendsOf: ['ZhangSan'] })
  for (const customer of [shared, own]) await world.begins(customer, 'flow')
  return [shared, own]
}

export const handOver = (world: GroupSendWorld) =>
  world.kelu.handOvers.begin({ from: 'zhangsan', to: ['LiSi'], kind: 'onjob', by: '王经理' })

export async function confirm(world: GroupSendWorld, staff: string): Promise<void> {
  for (const { msgid } of await world.sandbox.groupSendsOf(staff))
    await world.sandbox.confirmGroupSend({ staff, msgid })
}

/** How a customer's only touch stands: `sent sms`. */
export async function wayOf(world: GroupSendWorld, customer: Customer): Promise<string> {
  const { state, channel } = await world.touchOf(customer)
  return `${state} ${channel}`
}

/** How many group-sends of the hand-over are where. */
export async function batchesOf(world: GroupSendWorld) {
  const [listed] = await world.kelu.handOvers.list(1)
  return listed?.counts.filter(({ what }) => what === 'batch').map(({ state, count }) => [state, count])
}
