import type { Customer } from '../models/customer.ts'
import { Refusal } from './refusal.ts'
import type { World } from './world.ts'

/** The one customer this id or phone number leads to. @throws Refusal when there is none, or there are several */
export async function onePerson(
  written: string | undefined,
  customers: Pick<World['customers'], 'find'>,
): Promise<Customer> {
  const [one, ...others] = await customers.find(written ?? '')
  // The number itself is not repeated: what is printed may be kept.
  if (one === undefined) throw new Refusal('customer.not_found', ['没有这位客户：检查编号或手机号'])
  if (others.length > 0) {
    const ids = [one, ...others].map(({ _id }) => _id)
    throw new Refusal(
      'customer.ambiguous',
      [`这个手机号有 ${ids.length} 位客户，写编号：${ids.join('、')}`],
      {
        ids,
      },
    )
  }
  return one
}
