import { type FaultPoint, points } from '../kill/fault-points.ts'

/**
 * Where a Kelu that sends e-mails is killed by itself: between the claim of a call and the note of its answer, and while a mail that
 * came back is being stored. In the middle of the SMTP conversation it is killed from outside (`hostPoints`), where the host can see it.
 */
export const mailPoints: FaultPoint[] = [
  ...points('touches.claimCall', 8, 'after'),
  ...points('send.email', 8, 'after'),
  ...points('touches.record', 6, 'before'),
  ...points('returns.insert', 2, 'before', 'after'),
  ...points('returns.close', 2, 'before'),
]

/** After DATA and before its answer: the host has not kept the mail yet, or has it and has not said so. */
export const hostPoints = ['smtp.data before', 'smtp.data after'] as const
export type HostPoint = (typeof hostPoints)[number]
