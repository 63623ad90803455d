import { appendFileSync, writeFileSync } from 'node:fs'
import { connectStore } from '../../models/connect.ts'
import { seededNumbers } from '../kill/plan.ts'
import { movableClock } from '../testing/clock.ts'
import { createDiary } from './diary.ts'
import { createLedger } from './ledger.ts'
import { live } from './life.ts'
import type { LifeOfProcess } from './lives-of-processes.ts'
import { aSmallKelu } from './small-kelu.ts'

/** A process that edits, tells and works on a store, and ends itself by SIGKILL at a write it is told. */
const { uri, files, now, people, seed, counts } = JSON.parse(process.env.STEERING ?? '') as LifeOfProcess

const random = seededNumbers(seed)
const moved = movableClock(now)
const clock = {
  ...moved,
  advance(ms: number): void {
    moved.advance(ms)
    writeFileSync(files.clock, moved.now().toISOString())
  },
}
const kelu = await aSmallKelu({
  connection: await connectStore(uri),
  clock,
  sms: createLedger(files.ledger).sender,
  workerId: `process-${process.pid}`,
  die(at) {
    appendFileSync(files.deaths, `${at}\n`)
    process.kill(process.pid, 'SIGKILL')
  },
})
await live({
  kelu,
  clock,
  diary: createDiary(files.diary),
  people,
  random,
  edits: Number.POSITIVE_INFINITY,
  counts: new Map(counts),
  doomOf: () => ({ calls: Math.floor(random() * 60), when: random() < 0.5 ? 'before' : 'after' }),
})
