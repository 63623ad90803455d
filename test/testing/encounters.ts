import type { Clock } from '../../domain/clock.ts'
import type { Delivery, Person, Sandbox } from '../../sandbox/contract.ts'
import { personOf } from '../../sandbox/demo/people.ts'

/** What people do in more than one story, and what they got. */
export interface Encounters {
  /** Somebody new, whom Kelu does not know yet. */
  somebody(options?: { email: boolean }): Promise<Person>
  /** Leaves the white-paper form with consent to SMS unless told otherwise. One id per person: sent again it is the same lead. */
  lead(person: Person, more?: Partial<Parameters<Sandbox['submitLead']>[0]>): Promise<void>
  /** A new friend of this salesperson, who looks around so eagerly that the score makes it a task. */
  hotCustomerOf(userid: string): Promise<Person>
  /** Every card is answered by 完成. */
  finishAllTasks(): Promise<void>
  /** What reached this person that way, oldest first. */
  receivedBy(person: Person, kind: Delivery['kind']): Promise<Delivery[]>
  /** Their text messages, oldest first. */
  textsTo(person: Person): Promise<{ at: Date; text: string }[]>
  cardsOf(userid: string): Promise<Delivery[]>
}

export function encountersIn(input: {
  sandbox: Sandbox
  clock: Clock
  settle(): Promise<void>
  /** How many of the cast are there already. */
  met: number
}): Encounters {
  const { sandbox, clock, settle } = input
  let { met } = input

  async function somebody(options = { email: false }): Promise<Person> {
    const person = personOf(met, options)
    met += 1
    await sandbox.addPerson(person)
    return person
  }
  async function receivedBy({ externalUserid, openid, phone, email }: Person, kind: Delivery['kind']) {
    const addresses = new Set([externalUserid, openid, phone, email])
    return (await sandbox.deliveries({ kind })).filter(({ receiver }) => addresses.has(receiver))
  }

  return {
    somebody,
    lead: (person, more) =>
      sandbox.submitLead({
        person: person.name,
        id: `lead-${person.name}`,
        form: 'whitepaper',
        consentSms: true,
        ...more,
      }),
    async hotCustomerOf(userid) {
      const person = await somebody()
      await sandbox.scanAndAdd({ person: person.name, staff: userid })
      await settle()
      await sandbox.openMiniprogram({ person: person.name })
      const at = clock.now().toISOString()
      await sandbox.mpEvents({
        person: person.name,
        events: ['cart.added', 'cart.added', 'product.viewed'].map((name, n) => ({ id: `e${n}`, name, at })),
      })
      await settle()
      return person
    },
    async finishAllTasks() {
      for (const { receiver, ref } of await sandbox.deliveries({ kind: 'card' })) {
        await sandbox.pressCard({ staff: receiver, cardId: ref ?? '', key: 'done' })
      }
    },
    receivedBy,
    textsTo: async (person) =>
      (await receivedBy(person, 'sms')).map(({ at, content }) => ({
        at: new Date(at),
        text: String(content.text),
      })),
    cardsOf: (userid) => sandbox.deliveries({ kind: 'card', receiver: userid }),
  }
}
