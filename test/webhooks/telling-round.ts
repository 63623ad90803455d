import type { Strike } from '../kill/reaper.ts'
import { tellingFindings } from './telling-findings.ts'
import { tellingWorld } from './telling-world.ts'

type World = Awaited<ReturnType<typeof tellingWorld>>

/** What was told again because somebody said so, and the calls since then. */
interface Replayed {
  ids: string[]
  calls: World['receiver']['calls']
}

/**
 * Orders are paid and told to a receiver, by a Kelu that is killed where the strikes say; with `hard` times after them: the receiver
 * dies with what it took, and will have no more, and what was given up and some of what arrived is told again. Gives what is amiss at
 * the end.
 */
export async function playTelling(given: { strikes: Strike[]; fault?: string; times: 'good' | 'hard' }) {
  const world = await tellingWorld(given)
  const { receiver, orders } = world
  try {
    await world.arePaid(10)
    await world.rest()
    const replayed = given.times === 'hard' ? await hardTimes(world) : { ids: [], calls: [] }
    const { calls, taken } = receiver
    const deliveries = await world.deliveries()
    return {
      diary: world.diary(),
      calls: calls.length,
      findings: tellingFindings({ orders, calls, taken, deliveries, replayed }),
    }
  } finally {
    await world.close()
  }
}

async function hardTimes({ receiver, ...world }: World): Promise<Replayed> {
  receiver.behave({ kind: 'takeAndDie' })
  await world.arePaid(3)
  await world.rest(() => receiver.calls.some(({ status }) => status === null))
  receiver.behave({ kind: 'take' })
  await world.rest()

  receiver.behave({ kind: 'answer', status: 410 })
  await world.arePaid(3)
  await world.rest()
  receiver.behave({ kind: 'take' })
  await world.ask('POST', '/resume')
  await world.ask('POST', '/replay-dead')
  await world.rest()

  const { items } = await world.ask<{ items: { id: string }[] }>('GET', '/deliveries?state=delivered&limit=4')
  const ids = items.map(({ id }) => id)
  const before = receiver.calls.length
  for (const id of ids) await world.ask('POST', `/deliveries/${id}/replay`)
  await world.rest()
  return { ids, calls: receiver.calls.slice(before) }
}
