import { type FaultPoint, points } from '../kill/fault-points.ts'

/**
 * Where a Kelu that tells others is killed: from the event to the answer of the receiver, and while somebody has it told again.
 * Between `deliveries.claim after` and `deliveries.settle before` lies the call: killed at the one it was not made, at the other it was
 * made and nobody noted it.
 */
export const deliveryPoints: FaultPoint[] = [
  ...points('events.insert', 8, 'after'),
  ...points('deliveries.add', 16, 'before', 'after'),
  ...points('events.close', 8, 'before'),
  ...points('runs.write', 6, 'before'),
  ...points('deliveries.claim', 16, 'after'),
  ...points('deliveries.settle', 16, 'before', 'after'),
  ...points('webhooks.pause', 1, 'before', 'after'),
  ...points('deliveries.replay', 3, 'before', 'after'),
  ...points('deliveries.replayDead', 1, 'before', 'after'),
]
