import type { Fault, Platform } from './contract.ts'

/** Misbehaviour ordered by a test. */
export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** The fault that strikes this call, if any; uses up one of its times. `receivers` = all ids the call is about. */
  take(platform: Platform, api: string, receivers: Iterable<string>): Fault | undefined
}

export function createFaults(): Faults {
  let orders: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => {
      if (fault.kind === 'errcode' && fault.code === undefined) {
        throw new Error('a fault of kind errcode needs the code to answer with')
      }
      orders.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    clear: () => {
      orders = []
    },
    take(platform, api, receivers) {
      const about = new Set(receivers)
      const struck = orders.find(
        ({ fault }) =>
          fault.platform === platform &&
          (fault.api === '*' || fault.api === api) &&
          (fault.receiver === undefined || about.has(fault.receiver)),
      )
      if (struck === undefined) return undefined
      struck.left -= 1
      if (struck.left <= 0) orders = orders.filter((order) => order !== struck)
      return struck.fault
    },
  }
}
