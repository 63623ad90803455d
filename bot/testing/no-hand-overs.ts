import type { HandOvers } from '../../domain/hand-over/create-hand-over.ts'

/** Nobody is on their way to a colleague. */
export const noHandOvers: Pick<HandOvers, 'onTheWay' | 'takeOver'> = {
  onTheWay: async () => null,
  takeOver: async () => null,
}
