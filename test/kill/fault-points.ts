/**
 * Where a Kelu under proof can be killed. A point is `part.method before|after`: just before the call is made, or just
 * after it came back and before anything was done with its answer.
 */
export interface FaultPoint {
  name: string
  /** A kill is armed for one of its first this many passes; the story passes it at least so often. */
  passes: number
}

type Moment = 'before' | 'after'

/** The points of one call. */
export function points(subject: string, passes: number, ...moments: Moment[]): FaultPoint[] {
  return moments.map((moment) => ({ name: `${subject} ${moment}`, passes }))
}

export const faultPoints: FaultPoint[] = [
  // Heard: durable before the answer, dealt with afterwards.
  ...points('inbox.insert', 12, 'before', 'after'),
  // Only what a death or a refusal left is claimed: the rest is in hand from the insert.
  ...points('inbox.claim', 1, 'after'),
  ...points('inbox.close', 12, 'before'),
  ...points('events.insert', 20, 'before', 'after'),
  ...points('events.close', 20, 'before'),
  // Who it is, and two who turn out to be one.
  ...points('identities.claim', 6, 'after'),
  ...points('customers.create', 6, 'after'),
  ...points('customers.save', 20, 'before', 'after'),
  ...points('customers.removeFromOutbox', 12, 'after'),
  ...points('customers.intendMerge', 2, 'after'),
  ...points('customers.markMerged', 2, 'after'),
  ...points('identities.repoint', 2, 'after'),
  ...points('customers.takeOver', 2, 'after'),
  // One message: opened, slot taken, reserved, claimed for the call, answered, recorded.
  ...points('touches.insert', 8, 'after'),
  ...points('slots.take', 3, 'after'),
  ...points('slots.takeAnyway', 6, 'after'),
  ...points('touches.reserve', 8, 'after'),
  ...points('links.insert', 6, 'after'),
  ...points('touches.claimCall', 8, 'after'),
  ...points('touches.record', 8, 'after'),
  // For every channel the moment between the provider's answer and our record of it.
  // A welcome that deaths made late is not sent: of seven only the first two are sure.
  ...points('send.welcome', 2, 'after'),
  ...points('send.miniprogram', 1, 'after'),
  ...points('send.sms', 6, 'after'),
  ...points('send.email', 2, 'after'),
  ...points('staff.card', 3, 'after'),
  ...points('staff.sms', 1, 'after'),
  ...points('staff.text', 1, 'after'),
  ...points('staff.replaceCard', 2, 'after'),
  ...points('staff.closeCard', 2, 'after'),
  ...points('corpTags', 2, 'after'),
  // What is published: files at the first start, that a paused journey goes on, and who is moved to a new version.
  ...points('definitions.insertVersion', 20, 'after'),
  ...points('definitions.publish', 2, 'before', 'after'),
  ...points('runs.redate', 2, 'after'),
  ...points('mappings.note', 1, 'before', 'after'),
  ...points('runs.move', 1, 'before', 'after'),
  // A journey's steps and what they leave behind.
  ...points('runs.insert', 6, 'before', 'after'),
  ...points('runs.lease', 6, 'after'),
  ...points('runs.write', 10, 'before', 'after'),
  ...points('runs.end', 2, 'after'),
  ...points('coupons.takeNumber', 2, 'after'),
  ...points('coupons.insertGrant', 2, 'after'),
  ...points('tasks.insert', 3, 'after'),
  ...points('customers.claimOpenTask', 3, 'after'),
  ...points('tasks.replace', 10, 'after'),
]
