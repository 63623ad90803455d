import { setTimeout as pause } from 'node:timers/promises'
import type { KeluEvent } from '../../models/event.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import type { Touch } from '../../models/touch.ts'
import type { Person } from '../../sandbox/contract.ts'
import { conduct, type Deed } from '../../sandbox/demo/conductor.ts'
import { personOf } from '../../sandbox/demo/people.ts'
import type { Strike } from '../kill/reaper.ts'
import { patience } from '../money/patience.ts'
import { type Due, mailFindings } from './mail-findings.ts'
import type { HostPoint } from './mail-points.ts'
import { type MailKind, mails, mailWorld } from './mail-world.ts'

const minuteMs = 60_000
const kinds = ['requested', 'marketing'] as const satisfies MailKind[]
/** Real time until an e-mail that never reaches the host is given up on: the round then misses its kill, and says so. */
const patienceMs = 30_000

interface Reader {
  person: Person
  wants: readonly MailKind[]
  returns: boolean
  /** Kelu is killed from outside while the host has this e-mail of theirs in hand. */
  killedAt?: HostPoint
}

/** Who is in the round: those whose e-mails arrive, those whose mailbox is not there, and those whose e-mail the host sees Kelu die over. */
function readersOf(hostPoints: readonly HostPoint[]): Reader[] {
  const parts: Omit<Reader, 'person'>[] = [
    ...Array.from({ length: 5 }, () => ({ wants: kinds, returns: false })),
    ...Array.from({ length: 3 }, () => ({ wants: ['requested'] as const, returns: true })),
    ...hostPoints.flatMap((killedAt) => kinds.map((kind) => ({ wants: [kind], returns: false, killedAt }))),
  ]
  return parts.map((part, n) => ({ ...part, person: personOf(n, { email: true }) }))
}

/**
 * People do something of which e-mails follow, by a Kelu that is killed where the strikes say, by itself and in the middle of its
 * conversation with the host; some of the e-mails come back. Gives what is amiss when everything is over.
 */
export async function playMail(given: {
  strikes: Strike[]
  hostPoints?: readonly HostPoint[]
  fault?: string
}) {
  const { hostPoints = [] } = given
  const world = await mailWorld(given)
  const { sandbox, clock, living } = world
  const patiently = patience(living.alive)
  const readers = readersOf(hostPoints)
  const at = (minutes: number): Date => new Date(world.start.getTime() + minutes * minuteMs)

  async function joins({ person, returns }: Reader): Promise<void> {
    await sandbox.addPerson(person)
    if (returns) await sandbox.setMailReturn(person.email, { says: 'noSuchMailbox' })
    const { name } = person
    await patiently(() => sandbox.openMiniprogram({ person: name }))
    const lead = { id: `lead-${name}`, form: 'member-card', loggedIn: true, consentEmail: true }
    await patiently(() => sandbox.submitLead({ person: name, ...lead }))
  }

  const does = ({ person: { name } }: Reader, kind: MailKind): Promise<void> => {
    const event = { id: `${kind}-${name}`, name: mails[kind].event, at: clock.now().toISOString() }
    const events = [{ ...event, props: { productId: name } }]
    return patiently(() => sandbox.mpEvents({ person: name, events }))
  }

  /** The host has read the whole mail, and holds its answer back. */
  async function diesAtHost(reader: Reader, kind: MailKind, point: HostPoint): Promise<void> {
    const holds = point === 'smtp.data after' ? 'timeoutAfterActing' : 'timeoutBeforeActing'
    const receiver = reader.person.email
    await sandbox.addFault({ platform: 'smtp', api: 'DATA', kind: holds, times: 1, receiver })
    const before = (await sandbox.calls())['smtp:DATA'] ?? 0
    const done = does(reader, kind)
    const until = Date.now() + patienceMs
    while (((await sandbox.calls())['smtp:DATA'] ?? 0) === before) {
      if (Date.now() > until) return done
      await pause(10)
    }
    await world.kill(point)
    await done
  }

  const deed = (minutes: number, what: string, perform: () => Promise<void>): Deed => ({
    ...{ at: at(minutes), what, perform },
  })
  const agenda: Deed[] = readers.flatMap((reader, n) => [
    deed(1, `${reader.person.name} joins`, () => joins(reader)),
    ...reader.wants.map((kind, k) => {
      const { killedAt } = reader
      // Whoever dies at the host is alone with it.
      return deed(killedAt ? 90 + n + k : 60, `${reader.person.name} is to be told`, () =>
        killedAt ? diesAtHost(reader, kind, killedAt) : does(reader, kind),
      )
    }),
  ])

  /** The record of each e-mail, found by what its reader did. */
  async function dueOf(touches: Touch[], events: KeluEvent[]): Promise<Due[]> {
    return readers.flatMap(({ person, wants, returns, killedAt }) =>
      wants.map((kind): Due => {
        const { event, subject } = mails[kind]
        const of = events.find(({ name, props }) => name === event && props.productId === person.name)
        const touch = touches.find((one) => one.customerId === of?.customerId && one.messageId === kind)
        return { email: person.email, subject, touch, returns, diedAtHost: killedAt !== undefined }
      }),
    )
  }

  try {
    await conduct({ kelu: living, sandbox, clock, agenda, end: at(3 * 60) })
    const [touches, events, inbox] = await Promise.all([
      world.connection.collection<Touch>('touches').find({}).toArray(),
      world.connection.collection<KeluEvent>('events').find({}).toArray(),
      world.connection.collection<InboxRecord>('inbox').find({ source: 'mail' }).toArray(),
    ])
    const failures = new Map<string, number>()
    for (const { name, props } of events) {
      const touchId = String(props.touchId)
      if (name === 'message.failed') failures.set(touchId, (failures.get(touchId) ?? 0) + 1)
    }
    const { kills } = world.diary()
    const due = await dueOf(touches, events)
    const deliveries = await sandbox.deliveries({ platform: 'smtp' })
    const reports = await sandbox.mailReports()
    const findings = mailFindings({ due, deliveries, reports, returned: inbox, failures, kills })
    return { kills, findings, mails: deliveries.length, reports: reports.length }
  } finally {
    await world.close()
  }
}
