import type { CustomersDependencies } from '../customers.ts'

type Stores = CustomersDependencies['stores']

const writes: Record<keyof Stores, readonly string[]> = {
  customers: [
    'create',
    'createMany',
    'save',
    'removeFromOutbox',
    'intendMerge',
    'abandonMerge',
    'markMerged',
    'takeOver',
  ],
  identities: ['claim', 'claimMany', 'verify', 'move', 'repoint'],
  events: ['insert', 'close', 'postpone'],
}

/** The process has died: nothing it does reaches the store any more. */
export class Crash extends Error {}

/** Stores of a process that dies just before its nth write (the first is 1). */
export function storesDyingAt(stores: Stores, n: number): Stores {
  let left = n - 1
  let dead = false
  return Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [
      name,
      Object.fromEntries(
        Object.entries(store).map(([method, call]) => [
          method,
          (...args: unknown[]) => {
            if (writes[name as keyof Stores].includes(method) && left-- <= 0) dead = true
            if (dead) return Promise.reject(new Crash(`died before ${name}.${method}`))
            return (call as (...args: unknown[]) => unknown)(...args)
          },
        ]),
      ),
    ]),
  ) as unknown as Stores
}
