import { describe, expect, it } from 'vitest'
import { createClock } from './clock.ts'
import { createScheduler } from './scheduler.ts'

const start = new Date('2026-03-02T01:00:00Z')
const inSeconds = (seconds: number) => new Date(start.getTime() + seconds * 1000)

describe('the scheduler', () => {
  it('performs what is due in order of time, then of planning, and nothing later', async () => {
    const clock = createClock(start)
    const scheduler = createScheduler(clock)
    const done: string[] = []
    const plan = (seconds: number, name: string) =>
      scheduler.at(inSeconds(seconds), async () => void done.push(name))
    plan(3, 'c')
    plan(1, 'a')
    plan(1, 'b')
    plan(9, 'later')
    clock.set(inSeconds(5))
    await scheduler.runDue()
    expect(done).toEqual(['a', 'b', 'c'])
    expect(scheduler.nextDueAt()).toEqual(inSeconds(9))
  })

  it('performs in the same run what an action plans for a time already past', async () => {
    const clock = createClock(start)
    const scheduler = createScheduler(clock)
    const seen: number[] = []
    const again = async (due: Date): Promise<void> => {
      seen.push((due.getTime() - start.getTime()) / 1000)
      scheduler.at(new Date(due.getTime() + 10_000), again)
    }
    scheduler.at(inSeconds(10), again)
    clock.set(inSeconds(35))
    await scheduler.runDue()
    expect(seen).toEqual([10, 20, 30])
  })

  it('does nothing when only the clock is moved', () => {
    const clock = createClock(start)
    const scheduler = createScheduler(clock)
    let done = false
    scheduler.at(start, async () => {
      done = true
    })
    clock.set(inSeconds(60))
    expect(done).toBe(false)
  })

  it('performs one action after the other also when two runs are asked for at once', async () => {
    const scheduler = createScheduler(createClock(start))
    const steps: string[] = []
    for (const name of ['a', 'b']) {
      scheduler.at(start, async () => {
        steps.push(`${name} begins`)
        await new Promise(setImmediate)
        steps.push(`${name} ends`)
      })
    }
    await Promise.all([scheduler.runDue(), scheduler.runDue()])
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })
})
