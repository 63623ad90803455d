import { type Summary, summarise } from '../../domain/insights/summary.ts'
import type { Connection } from '../../models/connect.ts'
import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { EventRecord } from '../../models/events.ts'
import type { Identity } from '../../models/identities.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import type { Run } from '../../models/runs.ts'
import type { Task } from '../../models/tasks.ts'
import type { Touch } from '../../models/touch.ts'
import type { Callback, Delivery, Sandbox } from '../../sandbox/contract.ts'
import type { Diary } from './reaper.ts'
import type { Story } from './story.ts'

/** What the receivers' ledgers and Kelu's store hold when the story is over. */
export interface Evidence {
  story: Story
  diary: Diary
  /** When Kelu was found dead, by the story's clock. */
  deaths: Date[]
  deliveries: Delivery[]
  callbacks: Callback[]
  summary: Summary
  customers: Customer[]
  identities: Identity[]
  inbox: InboxRecord[]
  events: EventRecord[]
  touches: Touch[]
  runs: Run[]
  tasks: Task[]
  coupons: CouponGrant[]
}

export async function gather(from: {
  story: Story
  connection: Connection
  sandbox: Sandbox
  diary: Diary
  deaths: Date[]
}): Promise<Evidence> {
  const { story, connection, sandbox, diary, deaths } = from
  const all = <T extends object>(name: string) =>
    connection.collection(name).find({}).toArray() as unknown as Promise<T[]>
  return {
    story,
    diary,
    deaths,
    deliveries: await sandbox.deliveries(),
    callbacks: await sandbox.callbacks(),
    summary: await summarise(connection),
    customers: await all('customers'),
    identities: await all('identities'),
    inbox: await all('inbox'),
    events: await all('events'),
    touches: await all('touches'),
    runs: await all('runs'),
    tasks: await all('tasks'),
    coupons: await all('coupons'),
  }
}
