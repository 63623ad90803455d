/** The platforms' clock. It stands still once it was set; otherwise it goes on at the pace of the machine's. */
export interface SandboxClock {
  now(): Date
  /** Stands at this time. */
  set(now: Date): void
  /** Goes on from this time. */
  start(now: Date): void
  /** Whether time passes by itself. */
  running(): boolean
}

/** @param start where the clock stands; absent = it runs with the machine's clock until it is set */
export function createClock(start?: Date): SandboxClock {
  let stands = start
  let aheadMs = 0
  return {
    now: () => new Date(stands ?? Date.now() + aheadMs),
    set(now) {
      check(now)
      stands = now
    },
    start(now) {
      check(now)
      stands = undefined
      aheadMs = now.getTime() - Date.now()
    },
    running: () => stands === undefined,
  }
}

function check(now: Date): void {
  if (Number.isNaN(now.getTime())) throw new Error('the clock cannot be set to an invalid time')
}

/** Unix seconds, as the platforms count. */
export function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

const shanghaiMs = 8 * 3_600_000

/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, which has had no summer time since 1991. */
export function shanghaiText(time: Date): string {
  return new Date(time.getTime() + shanghaiMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** `yyyy-MM-dd` in Asia/Shanghai. */
export const shanghaiDay = (time: Date): string => shanghaiText(time).slice(0, 10)

/** Hour of the day in Asia/Shanghai, 0 to 23. */
export function shanghaiHour(time: Date): number {
  return new Date(time.getTime() + shanghaiMs).getUTCHours()
}

/** Number of the clock window of that length (minute, hour, day) in Asia/Shanghai. */
export function shanghaiWindow(time: Date, lengthMs: number): number {
  return Math.floor((time.getTime() + shanghaiMs) / lengthMs)
}
