import { MongoClient } from 'mongodb'
import { bareStore } from '../bare-store.ts'
import { bareWecom, type Wecom } from '../bare-wecom.ts'
import { answer } from './answer.ts'

interface Input extends Wecom {
  /** Where Kelu wrote, for the shape of what is written. */
  keluUri: string
  bareUri: string
}

type Row = { external_contact: { external_userid: string } }

/** The same calls and the same documents, under the same indexes, by fetch and the bare driver. */
async function synchronise({
  wecomUrl,
  settings,
  keluUri,
  bareUri,
}: Input): Promise<{ friends: number; ms: number }> {
  const db = await bareStore(bareUri)
  const shapes = await shapesIn(keluUri)

  const ask = await bareWecom({ wecomUrl, settings })
  const begun = performance.now()
  let friends = 0
  const { follow_user } = await ask<{ follow_user: string[] }>(
    '/cgi-bin/externalcontact/get_follow_user_list',
  )
  for (const userid of follow_user) {
    for (let cursor = ''; ; ) {
      const page = await ask<{ external_contact_list: Row[]; next_cursor: string }>(
        '/cgi-bin/externalcontact/batch/get_by_user',
        { userid_list: [userid], cursor, limit: 100 },
      )
      const ids = page.external_contact_list.map((row) => row.external_contact.external_userid)
      if (ids.length > 0) {
        const written = { ordered: false } as const
        await db.collection('identities').insertMany(
          ids.flatMap((id) => shapes.identities(id)),
          written,
        )
        await db.collection('events').insertMany(
          ids.flatMap((id) => shapes.events(id)),
          written,
        )
        await db.collection('customers').insertMany(
          ids.map((id) => shapes.customer(id)),
          written,
        )
      }
      friends += ids.length
      cursor = page.next_cursor
      if (cursor === '') break
    }
    await ask(`/cgi-bin/externalcontact/list?userid=${userid}`)
  }
  return { friends, ms: performance.now() - begun }
}

/** Documents like those Kelu wrote, about somebody else. */
async function shapesIn(keluUri: string) {
  const client = await MongoClient.connect(keluUri)
  const db = client.db()
  const customer = await db.collection('customers').findOne({ unionid: { $exists: true } })
  if (customer === null) throw new Error('Kelu wrote nobody down')
  const customerId = String(customer._id)
  const identities = await db.collection('identities').find({ customerId }).toArray()
  const events = await db.collection('events').find({ customerId }).toArray()
  await client.close()
  const renamed = (docs: typeof events, id: string) =>
    docs.map((doc, n) => ({ ...doc, _id: `${id}:${n}`, customerId: id }) as never)
  return {
    identities: (id: string) => renamed(identities, id),
    events: (id: string) => renamed(events, id),
    customer: (id: string) => ({ ...customer, _id: id }) as never,
  }
}

answer({ synchronise })
