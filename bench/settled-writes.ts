import type { Document } from 'mongodb'

/** What became of a customer: sent to by the salesperson, or left out, and so reached by the next channel. */
export type Fate = 'sent' | 'left'

/** A group-send its salesperson has confirmed, as the simulated WeCom knows it; customers by external_userid. */
export type Confirmed = { msgid: string; userid: string } & Record<Fate, string[]>

/** One write about one customer. */
export interface Step {
  command: Document
  /** By the sweep, until the row is settled; or by the run, which then goes on. */
  by: 'sweep' | 'run'
  /** It went to the store together with those of other customers. */
  isShared: boolean
  /** How many documents it found: some look for what is mostly not there. */
  found: number
}

/** What was written on the way of one customer, in order, and the documents it was about as they were before. */
export interface Settled {
  steps: Step[]
  /** Ids another customer has of their own. */
  own: { customerId: string; externalUserid: string; openid: string }
  /** By collection. */
  before: Record<string, Document & { _id: string }>
}

export type SettledWrites = Record<Fate, Settled>

const statementsOf = (command: Document): Document[] => command.documents ?? command.updates

/** The same write, about one customer alone; null when it is not about them. */
export function aboutOnly(command: Document, isOwn: (text: string) => boolean): Document | null {
  const mine = statementsOf(command).filter((statement) => isOwn(JSON.stringify(statement)))
  if (mine.length === 0) return null
  const name = command.documents === undefined ? 'updates' : 'documents'
  return { ...command, [name]: mine.map((statement) => narrowed(statement, isOwn)) }
}

/** Of ids that are listed only the own ones. */
function narrowed(statement: Document, isOwn: (text: string) => boolean): Document {
  const listed = statement.q?._id?.$in
  if (!Array.isArray(listed)) return statement
  return { ...statement, q: { ...statement.q, _id: { $in: listed.filter((id) => isOwn(String(id))) } } }
}

/** The same step of many customers as one write: ids that are listed are listed together. */
export function together(steps: readonly Step[]): Pick<Step, 'command' | 'found'> {
  const [first] = steps
  if (first === undefined) throw new RangeError('there is nothing to write')
  const found = steps.length * first.found
  const all = steps.flatMap(({ command }) => statementsOf(command))
  if (first.command.documents !== undefined) return { command: { ...first.command, documents: all }, found }
  const listed = all.map(({ q }) => q._id?.$in)
  if (!listed.every(Array.isArray)) return { command: { ...first.command, updates: all }, found }
  const [one] = all
  const updates = [{ ...one, q: { ...one?.q, _id: { $in: listed.flat() } } }]
  return { command: { ...first.command, updates }, found }
}
