import type { SandboxClock } from './clock.ts'
import type { Callback } from './contract.ts'
import { type Answer, exchange, type Outbound } from './exchange.ts'
import type { Scheduler } from './scheduler.ts'

/** Something a platform tells Kelu. */
export interface Notice {
  kind: string
  about: Record<string, string>
  /** Called for each try, so that nonce, timestamp and cipher text are new. */
  make(target: string): Outbound
  acceptedBy(answer: Answer): boolean
  /** Waits between the tries, by the platforms' clock; its length is the number of retries. */
  retryAfterMs: readonly number[]
}

/** Carries notices to Kelu and remembers which were acknowledged. */
export interface Courier {
  setTarget(baseUrl: string): void
  /** Where Kelu listens, without a slash at the end; undefined before it was told. */
  target(): string | undefined
  /** Resolves after the first try, whatever came of it. */
  deliver(notice: Notice): Promise<void>
  redeliver(count: number): Promise<void>
  hold(): void
  release(order: 'asHappened' | 'reversed'): Promise<void>
  /** Notes something an actor told Kelu directly, e.g. the mini-program's own calls. */
  note(kind: string, about: Record<string, string>, acknowledged: boolean): void
  callbacks(): Callback[]
  /** One exchange on an actor's behalf, counted as in flight. @throws Error without target or answer in time */
  ask(outbound: Outbound, withinMs?: number): Promise<Answer>
  inFlight(): number
}

const actorTimeoutMs = 30_000

/** @param deps.answerMs real time after which a notice counts as not answered */
export function createCourier(deps: {
  clock: SandboxClock
  scheduler: Scheduler
  answerMs: number
}): Courier {
  const records: { callback: Callback; notice?: Notice }[] = []
  let baseUrl: string | undefined
  let held: { callback: Callback; notice: Notice }[] | undefined
  let flying = 0

  async function counted<T>(work: Promise<T>): Promise<T> {
    flying += 1
    try {
      return await work
    } finally {
      flying -= 1
    }
  }

  async function tryOnce(callback: Callback, notice: Notice): Promise<void> {
    callback.tries += 1
    if (baseUrl === undefined) return
    const answer = await counted(exchange(notice.make(baseUrl), deps.answerMs)).catch(() => undefined)
    if (answer && notice.acceptedBy(answer)) acknowledge(callback)
  }

  function acknowledge(callback: Callback): void {
    callback.acknowledged = true
    callback.acknowledgedAt ??= deps.clock.now().toISOString()
  }

  async function carry(callback: Callback, notice: Notice, at: Date, waitsMs: readonly number[]) {
    if (callback.acknowledged) return
    await tryOnce(callback, notice)
    const [waitMs, ...later] = waitsMs
    if (callback.acknowledged || waitMs === undefined) return
    deps.scheduler.at(new Date(at.getTime() + waitMs), (due) => carry(callback, notice, due, later))
  }

  function record(kind: string, about: Record<string, string>, notice?: Notice): Callback {
    const callback: Callback = {
      id: `cb${records.length + 1}`,
      kind,
      about,
      tries: 0,
      acknowledged: false,
      at: deps.clock.now().toISOString(),
    }
    records.push({ callback, notice })
    return callback
  }

  return {
    setTarget: (url) => {
      baseUrl = url.replace(/\/+$/, '')
    },
    target: () => baseUrl,
    async deliver(notice) {
      const callback = record(notice.kind, notice.about, notice)
      if (held) held.push({ callback, notice })
      else await carry(callback, notice, deps.clock.now(), notice.retryAfterMs)
    },
    async redeliver(count) {
      const known = records.flatMap(({ callback, notice }) => (notice ? [{ callback, notice }] : []))
      for (const { callback, notice } of known.slice(-count).reverse()) await tryOnce(callback, notice)
    },
    hold: () => {
      held ??= []
    },
    async release(order) {
      const waiting = held ?? []
      held = undefined
      if (order === 'reversed') waiting.reverse()
      for (const { callback, notice } of waiting) {
        await carry(callback, notice, deps.clock.now(), notice.retryAfterMs)
      }
    },
    note(kind, about, acknowledged) {
      const callback = record(kind, about)
      callback.tries = 1
      if (acknowledged) acknowledge(callback)
    },
    callbacks: () => records.map(({ callback }) => ({ ...callback, about: { ...callback.about } })),
    ask: (outbound, withinMs = actorTimeoutMs) => counted(exchange(outbound, withinMs)),
    inFlight: () => flying,
  }
}
