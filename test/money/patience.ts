import { setTimeout as pause } from 'node:timers/promises'
import { KeluError } from '../../miniprogram-sdk/kelu.ts'

/** How often somebody tries again what was not answered. */
const mostTries = 60

/** Does it until it is answered, as somebody who stands at the counter: only a refusal by name ends it. `alive` waits for Kelu to live again. */
export type Patiently = <T>(work: () => Promise<T>) => Promise<T>

export function patience(alive: () => Promise<void>): Patiently {
  return async (work) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (isRefusal(error) || tries === mostTries) throw error
        await alive()
        await pause(20)
      }
    }
  }
}

const isRefusal = (error: unknown): error is KeluError =>
  error instanceof KeluError && error.status >= 400 && error.status < 500 && error.status !== 429

/** What they were refused by; null when they were not. @throws what is no refusal */
export async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    if (!isRefusal(error)) throw error
    return error.code
  }
}
