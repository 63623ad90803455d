import { summarise } from '../../domain/insights/summary.ts'
import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import type { Delivery, Sandbox } from '../../sandbox/contract.ts'
import type { Arrival } from './crowd.ts'

/** What each of the crowd is told, once. */
const owed = {
  welcome: ({ kind }: Delivery) => kind === 'welcome',
  'lead-welcome': ({ content }: Delivery) => content.templateCode === 'SMS_100001',
  'second-text': ({ content }: Delivery) => content.templateCode === 'SMS_200001',
  'second-subscription': ({ kind }: Delivery) => kind === 'subscription',
} as const
type Owed = keyof typeof owed

const owedOf = ({ messageId }: Touch): string => (messageId.startsWith('welcome-') ? 'welcome' : messageId)

/** What must not be, in words, after everybody was served; and how long it took from the form to the first text, ms. */
export async function findingsOf(given: {
  connection: Connection
  sandbox: Sandbox
  arrivals: readonly Arrival[]
  /** Those before were there to find out how many can be carried: their times are not counted. */
  first: number
}): Promise<{ findings: string[]; leadToSmsMs: number[]; uncertain: number }> {
  const { connection, sandbox, arrivals, first: from } = given
  const findings: string[] = []
  const note = (what: string) => findings.push(what)
  const [summary, deliveries, callbacks] = await Promise.all([
    summarise(connection),
    sandbox.deliveries(),
    sandbox.callbacks(),
  ])
  const customers = await connection.collection<Customer>('customers').find({}).toArray()
  const touches = await connection.collection<Touch>('touches').find({}).toArray()
  const byName = grouped(deliveries, ({ receiver }) => receiver)
  const livingOf = new Map(customers.map(({ _id, mergedInto }) => [_id, mergedInto ?? _id]))
  const touchesOf = grouped(touches, ({ customerId }) => livingOf.get(customerId) ?? customerId)
  const customerOf = new Map(
    customers.flatMap(({ ids, _id }) =>
      ids.map((id) => [id.split(':').at(-1) ?? '', livingOf.get(_id) ?? _id] as const),
    ),
  )

  // A phone that got no answer tried again, as another call: what came of it shows below.
  const lost = callbacks.filter(({ kind, acknowledged }) => !acknowledged && !kind.startsWith('mp.'))
  for (const { kind, about, tries } of lost)
    note(`${kind} of ${JSON.stringify(about)} was never acknowledged in ${tries} tries`)
  if (summary.customers !== arrivals.length)
    note(`${arrivals.length} people are ${summary.customers} customers`)
  if (summary.stuck.length > 0) note(`${summary.stuck.length} runs are stuck`)

  const uncertain = new Set([...summary.unknown, ...summary.possibleDuplicates])
  const leadToSmsMs: number[] = []
  for (const [n, { person, leadAt }] of arrivals.entries()) {
    const { name, externalUserid, openid, phone } = person
    const received = [externalUserid, openid, phone].flatMap((address) => byName.get(address) ?? [])
    const theirs = touchesOf.get(customerOf.get(externalUserid) ?? '') ?? []
    for (const [what, is] of Object.entries(owed) as [Owed, (one: Delivery) => boolean][]) {
      const got = received.filter(is)
      const told = theirs.filter((touch) => owedOf(touch) === what)
      const [touch] = told
      if (told.length !== 1 || touch === undefined) note(`${name} has ${told.length} touches for ${what}`)
      else if (got.length !== 1 && !uncertain.has(touch._id)) {
        const why = touch.decisions.findLast(({ final }) => final)?.reason
        // A welcome has 20 s; who was not met in time is told why.
        if (!(what === 'welcome' && got.length === 0 && touch.sentAt === undefined && why))
          note(`${name} got ${what} ${got.length} times (${touch.state}, ${why})`)
      }
      const [first] = got
      if (what === 'lead-welcome' && first && n >= from) leadToSmsMs.push(Date.parse(first.at) - leadAt)
    }
  }
  const events = await connection.collection('events').countDocuments({ name: 'product.viewed' })
  if (events !== 3 * arrivals.length) note(`${3 * arrivals.length} looks are ${events} events`)
  leadToSmsMs.sort((a, b) => a - b)
  return { findings, leadToSmsMs, uncertain: uncertain.size }
}

function grouped<One>(all: readonly One[], keyOf: (one: One) => string): Map<string, One[]> {
  const groups = new Map<string, One[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}
