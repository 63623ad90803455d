import { setTimeout as pause } from 'node:timers/promises'
import type { Person, Sandbox } from '../../sandbox/contract.ts'
import { personOf } from '../../sandbox/demo/people.ts'

/** A phone tries again for so long; Kelu's processes are back sooner. */
const mostTries = 60
const betweenTriesMs = 500

export interface Arrival {
  person: Person
  /** When Kelu had said that it has the form, by the machine's clock. */
  leadAt: number
}

/** People who come as they do at a fair: scan, log in, look around, allow a message, leave a form. */
export function createCrowd(sandbox: Sandbox) {
  let met = 0
  const arrivals: Arrival[] = []

  async function arrive(): Promise<void> {
    met += 1
    const n = met
    const person = personOf(n, { email: false })
    const { name } = person
    await sandbox.addPerson(person)
    await sandbox.scanAndAdd({ person: name, staff: n % 2 === 0 ? 'lilei' : 'hanmei' })
    await untilDone(async () => void (await sandbox.openMiniprogram({ person: name })))
    const at = new Date().toISOString()
    const looks = ['a', 'b', 'c'].map((id) => ({
      ...{ id: `${name}-${id}`, name: 'product.viewed', at },
      props: { productId: id },
    }))
    await untilDone(() => sandbox.mpEvents({ person: name, events: looks }))
    await untilDone(() =>
      sandbox.answerSubscription({
        person: name,
        id: `s-${name}`,
        results: { 'tmpl-product-introduction': 'accept' },
      }),
    )
    await untilDone(() =>
      sandbox.submitLead({
        ...{ person: name, id: `l-${name}`, form: 'whitepaper', loggedIn: true, consentSms: false },
      }),
    )
    arrivals.push({ person, leadAt: Date.now() })
  }

  return {
    arrivals,
    /** So many, as fast as they are served, `atOnce` at a time. */
    async rush(people: number, atOnce: number): Promise<void> {
      let left = people
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (left > 0) {
            left -= 1
            await arrive()
          }
        }),
      )
    },
    /** So many a second for so long, whether or not those before were served. */
    async stream(perSecond: number, forMs: number): Promise<void> {
      const begun = performance.now()
      const underway: Promise<void>[] = []
      for (let n = 0; (n * 1_000) / perSecond < forMs; n += 1) {
        const wait = (n * 1_000) / perSecond - (performance.now() - begun)
        if (wait > 0) await pause(wait)
        underway.push(arrive())
      }
      await Promise.all(underway)
    },
  }
}

/** Whoever gets an error, or no answer, tries again. */
async function untilDone(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === mostTries) throw error
      await pause(betweenTriesMs)
    }
  }
}
