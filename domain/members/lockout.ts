import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { LoginAttemptStore, LoginAttempts } from '../../models/login-attempts.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'

/** How many guesses are free, how long the first lock is and the longest; each further guess doubles it. */
interface Limits {
  free: number
  firstMs: number
  longestMs: number
}

const minuteMs = 60_000
const forgottenAfterMs = 24 * 60 * minuteMs
const byName: Limits = { free: 5, firstMs: minuteMs / 2, longestMs: 15 * minuteMs }
/** An office shares one address. */
const byAddress: Limits = { free: 30, firstMs: minuteMs, longestMs: 60 * minuteMs }
const ofGuesses: LockoutRule = { scope: '', byName, byAddress }

/** What is counted apart from all else, and how much of it is free. */
export interface LockoutRule {
  scope: string
  byName: Limits
  byAddress: Limits
}

/** Guesses of codes that were sent by SMS: a code has five tries of its own. */
export const ofSmsCodes: LockoutRule = { ...ofGuesses, scope: 'sms code ' }
/** Asking for such codes, one a minute at first: each one costs, and rings somebody's phone. */
export const ofAskingForCodes: LockoutRule = {
  scope: 'sms ask ',
  byName: { free: 1, firstMs: minuteMs, longestMs: 30 * minuteMs },
  byAddress: { free: 60, firstMs: minuteMs, longestMs: 60 * minuteMs },
}
/** A guess that loses the race for its place this often is one of many at once. */
const tries = 5

export type Lockout = ReturnType<typeof createLockout>

/**
 * Delay for whoever guesses passwords, by name (known or not) and by address. A guess is counted before it is looked at:
 * many at once are as many. Real time.
 */
export function createLockout(deps: { store: LoginAttemptStore; realClock: Clock; rule?: LockoutRule }) {
  const { store, realClock, rule = ofGuesses } = deps

  /** Counts a guess; gives the way back to before it. @throws login.locked with `retryAfterSeconds` */
  async function count(id: string, limits: Limits): Promise<() => Promise<void>> {
    for (let tried = 0; tried < tries; tried++) {
      const now = realClock.now()
      const before = await store.find(id)
      if (before && before.lockedUntil > now) throw locked(before.lockedUntil, now)
      const next = afterGuess(id, before, limits, now)
      if (await store.count(before, next))
        return async () => void (await store.count(next, undone(next, before)))
    }
    const now = realClock.now()
    throw locked(new Date(now.getTime() + limits.firstMs), now)
  }

  return {
    /** To be called before a password is looked at. @throws login.locked */
    async guess({ login, address }: { login: string; address: string }) {
      const nameId = idOf('name', rule.scope + login.toLowerCase())
      const undoAddress = await count(idOf('address', rule.scope + networkOf(address)), rule.byAddress)
      await count(nameId, rule.byName)
      return {
        /** It was right: forgets what was wrong for the name, and this one for the address. */
        async wasRight(): Promise<void> {
          await store.forget(nameId)
          await undoAddress()
        },
      }
    },
    /** Forgets what was counted for a name. */
    forget: (login: string): Promise<void> => store.forget(idOf('name', rule.scope + login.toLowerCase())),
  }
}

function afterGuess(id: string, before: LoginAttempts | null, limits: Limits, now: Date): LoginAttempts {
  const failures = (before && before.purgeAt > now ? before.failures : 0) + 1
  const over = failures - limits.free
  const lockMs = over < 0 ? 0 : Math.min(limits.firstMs * 2 ** Math.min(over, 20), limits.longestMs)
  return {
    _id: id,
    failures,
    lockedUntil: new Date(now.getTime() + lockMs),
    purgeAt: new Date(now.getTime() + forgottenAfterMs),
  }
}

function undone(next: LoginAttempts, before: LoginAttempts | null): LoginAttempts {
  return { ...next, failures: next.failures - 1, lockedUntil: before?.lockedUntil ?? new Date(0) }
}

function locked(until: Date, now: Date): DomainError {
  const retryAfterSeconds = Math.ceil((until.getTime() - now.getTime()) / 1_000)
  return new DomainError('login.locked', { retryAfterSeconds })
}

function idOf(kind: 'name' | 'address', value: string): string {
  return `${kind}:${createHash('sha256').update(value).digest('base64url')}`
}

/** Of an IPv6 address the network (/64): whoever has one address there has all of them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].slice(0, 4).join(':')
}
