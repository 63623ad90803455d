import {
  changeNames,
  type FigureCustomer,
  type FigureReader,
  type ToldChange,
} from '../../../models/figure-reader.ts'

/** What is known of a customer at a moment that figures are told apart by. */
export interface Place {
  source?: string
  store?: string
  region?: string
}

/** The customers some records are about, at any moment. Nothing is known of one who is not kept any more. */
export interface Places {
  at(customerId: string, moment: Date): Place
  wasTest(customerId: string, moment: Date): boolean
}

const fields = { sourceChannel: 'source', homeStore: 'store', region: 'region' } as const
type PlaceField = keyof typeof fields
type Field = PlaceField | 'isTest'

/** One field of one customer was something else before. */
interface Change {
  at: Date
  seq: number
  field: unknown
  old: unknown
}

/**
 * How these customers stood at any moment from `since` on: as they are now, with every change told since undone. So what
 * somebody becomes later changes no figure, and no hour is marked for it. A record keeps the id it was born with and goes by what
 * was known under that id: two who have become one do not change what each of them was.
 */
export async function placesOf(
  reader: Pick<FigureReader, 'customersOf' | 'changesOf'>,
  customerIds: readonly string[],
  since: Date,
): Promise<Places> {
  const ids = [...new Set(customerIds)]
  // The customers first: what they have not told yet is in their outbox, and else among the events by the time those are read.
  const customers = new Map((await reader.customersOf(ids)).map((one) => [one._id, one]))
  const told = new Map<string, ToldChange>(
    (await reader.changesOf(ids, since)).map((event) => [event._id, event]),
  )
  for (const { _id, outbox = [] } of customers.values()) {
    for (const event of outbox) {
      if ((changeNames as readonly string[]).includes(event.name))
        told.set(event._id, { ...event, customerId: _id })
    }
  }
  const changes = new Map<string, Change[]>()
  for (const event of told.values()) {
    const known = changes.get(event.customerId) ?? []
    known.push(...changesIn(event))
    changes.set(event.customerId, known)
  }
  for (const list of changes.values()) list.sort((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq)

  function valueAt(customerId: string, field: Field, moment: Date): unknown {
    const next = changes.get(customerId)?.find((change) => change.at > moment && change.field === field)
    return next === undefined ? presentOf(customers.get(customerId), field) : next.old
  }

  return {
    at(customerId, moment) {
      const place: Place = {}
      for (const field of Object.keys(fields) as PlaceField[]) {
        const value = valueAt(customerId, field, moment)
        if (typeof value === 'string') place[fields[field]] = value
      }
      return place
    },
    wasTest: (customerId, moment) => valueAt(customerId, 'isTest', moment) === true,
  }
}

function changesIn({ name, at, seq = 0, props }: ToldChange): Change[] {
  if (name === 'customer.profile_changed') return [{ at, seq, field: props.field, old: props.old }]
  const made = Array.isArray(props.changes) ? (props.changes as Record<string, unknown>[]) : []
  return made
    .filter((change) => change.name === 'customer.profile_changed')
    .map(({ field, old }) => ({ at, seq, field, old }))
}

function presentOf(customer: FigureCustomer | undefined, field: Field): unknown {
  if (field === 'homeStore' || field === 'isTest') return customer?.[field]
  return customer?.profile?.[field]
}
