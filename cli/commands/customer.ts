import { explainOneTouch } from '../../domain/explanations/explain-touch.ts'
import type { Customer } from '../../models/customer.ts'
import type { Command } from '../command.ts'
import type { Person } from '../person.ts'
import { personJson, personLines } from '../person.ts'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'

/** The newest of each. */
const most = 50

/** One person: who they are, where they are on their way, and why they got what they got. */
export const customer: Command = {
  usage: 'customer <id|phone>',
  summary: '一位客户：档案（联系方式打码）、标签、属性、授权、流程、每条触达及其原因、待办、优惠券',
  async run({ args, world }) {
    const opened = await world()
    const found = await opened.customers.find(args[0] ?? '')
    // The number itself is not repeated: what is printed may be kept.
    if (found.length === 0) throw new Refusal('customer.not_found', ['没有这位客户：检查编号或手机号'])
    const people = await Promise.all(found.map((one) => look(one, opened)))
    return {
      lines: people.flatMap((person, i) => [...(i === 0 ? [] : ['', '———', '']), ...personLines(person)]),
      json: people.map(personJson),
    }
  },
}

async function look(
  one: Customer,
  { customers, stores, runFigures, snapshot, clock }: World,
): Promise<Person> {
  const ids = [one._id, ...one.mergedFrom]
  const touches = await stores.touches.ofCustomers(ids, most)
  return {
    customer: one,
    contact: customers.masked(one),
    registry: snapshot.registry,
    runs: await runFigures.ofCustomers(ids, most),
    touches: touches.map(explainOneTouch),
    tasks: await stores.tasks.ofCustomers(ids, most),
    now: clock.now(),
    coupons: await stores.coupons.grantsOf(ids, most),
  }
}
