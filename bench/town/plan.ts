import type { Snapshot } from '../../domain/definitions/snapshot.ts'

/** A journey as its runs must name it. */
export interface TownJourney {
  id: string
  versionId: string
  isBroadcast: boolean
  steps: string[]
  /** Steps that send, with what. */
  sends: { stepId: string; messageId: string }[]
}

/** What a town is made of beside people: the definitions in use. */
export interface TownPlan {
  journeys: TownJourney[]
  broadcast: TownJourney
  liveSegments: string[]
  friendState: string
  batches: string[]
}

export const staffCount = 60
export const departments = ['华东一部', '华东二部', '华南一部', '华北一部', '线上']
/** 门店 where people buy, and which they belong to. */
export const storeCount = 40
export const storeOf = (number: number): string => `S${number % storeCount}`
export const staffOf = (number: number): string => `staff${String(number % staffCount).padStart(3, '0')}`

export function planOf({ registry, heads }: Snapshot): TownPlan {
  const numbers = new Map(heads.map(({ key, number }) => [key, number]))
  const all = registry.journeys.map(
    ({ id, steps, writtenAs }): TownJourney => ({
      id,
      versionId: `${id}@${numbers.get(`journey:${id}`) ?? 1}`,
      isBroadcast: writtenAs === 'broadcast',
      steps: Object.keys(steps),
      sends: Object.entries(steps).flatMap(([stepId, step]) =>
        step.kind === 'send' ? [{ stepId, messageId: step.message }] : [],
      ),
    }),
  )
  const broadcast = all.find(({ isBroadcast, sends }) => isBroadcast && sends.length > 0)
  const state = registry.channelCodes.find((code) => code.state !== undefined)?.state
  if (broadcast === undefined || state === undefined) throw new Error('the templates lack what a town needs')
  return {
    journeys: all.filter(({ isBroadcast, sends }) => !isBroadcast && sends.length > 0),
    broadcast,
    liveSegments: registry.segments.filter(({ kind }) => kind === 'live').map(({ id }) => id),
    friendState: state,
    batches: registry.couponBatches.map(({ id }) => id),
  }
}
