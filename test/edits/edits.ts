import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Publication } from '../../models/definitions.ts'
import { mendIndexes } from '../../models/indexes.ts'
import { seededNumbers } from '../kill/plan.ts'
import { type MovableClock, movableClock } from '../testing/clock.ts'
import { testDatabase } from '../testing/database.ts'
import { createDiary, type Diary } from './diary.ts'
import { findingsOf } from './findings.ts'
import { flows } from './flows.ts'
import { createLedger } from './ledger.ts'
import { countEdits, live, recover } from './life.ts'
import { publishFirst } from './marketer.ts'
import { aSmallKelu, type SmallKelu } from './small-kelu.ts'
import { watchStillness } from './stillness.ts'

const hourMs = 3_600_000
const people = 30

/** A store with people and flows on it, and what outlives every process that works on it. */
export async function aStage(seed: number) {
  const database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'kelu edits '))
  const files = { diary: join(folder, 'diary'), ledger: join(folder, 'ledger') }
  const clock = movableClock()
  const ledger = createLedger(files.ledger)
  const kelu = await aSmallKelu({
    ...database,
    clock,
    sms: ledger.sender,
    workerId: 'first',
    die: () => undefined,
  })
  await mendIndexes(database.connection)
  const random = seededNumbers(seed)
  await publishFirst(kelu, (below) => Math.floor(random() * below))
  const ids: string[] = []
  for (let n = 0; n < people; n += 1) ids.push(await born(kelu, clock, n))
  return {
    ...database,
    folder,
    files,
    clock,
    people: ids,
    async close() {
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type Stage = Awaited<ReturnType<typeof aStage>>

async function born({ customers }: SmallKelu, clock: MovableClock, n: number): Promise<string> {
  const claims = [{ kind: 'ext' as const, system: 'test', value: `p${n}` }]
  const { _id } = await customers.getOrCreate(claims, { source: 'test', at: clock.now() })
  const sms = { state: n % 3 === 0 ? ('refused' as const) : ('granted' as const), source: 'test' }
  const phone = n % 10 === 9 ? undefined : `+86138${String(n).padStart(8, '0')}`
  await customers.change(_id, { setProfile: { phone }, setConsent: { sms } }, 'born')
  return _id
}

/** Lives one after the other, each dying at a write of its own, until so many edits have taken effect. */
export async function editInProcess(stage: Stage, { seed, edits }: { seed: number; edits: number }) {
  const random = seededNumbers(seed)
  const diary = createDiary(stage.files.diary)
  const counts = new Map<string, number>()
  const stillness = watchStillness(stage.connection)
  const deaths: string[] = []
  for (let lives = 1; sum(counts) < edits; lives += 1) {
    const kelu = await aSmallKelu({
      connection: stage.connection,
      clock: stage.clock,
      sms: createLedger(stage.files.ledger).sender,
      workerId: `life-${lives}`,
      die: (at) => void deaths.push(at),
    })
    try {
      await live({
        kelu,
        clock: stage.clock,
        diary,
        people: stage.people,
        random,
        edits: edits - sum(counts),
        counts,
        stillness,
        doomOf: () =>
          random() < 0.4
            ? { calls: Math.floor(random() * 25), when: random() < 0.5 ? 'before' : 'after' }
            : null,
      })
    } catch (error) {
      if (!kelu.isDead()) throw error
    }
    if (kelu.isDead()) continue
  }
  return { ...(await judge(stage, diary)), deaths, stillness }
}

/** Lets everything go on that was held or paused, until nobody is on the way; then looks for what must not be. */
export async function judge(stage: Pick<Stage, 'connection' | 'clock' | 'files'>, diary: Diary) {
  const { connection, clock, files } = stage
  const ledger = createLedger(files.ledger)
  const kelu = await aSmallKelu({
    connection,
    clock,
    sms: ledger.sender,
    workerId: 'last',
    die: () => undefined,
  })
  await recover({ kelu, clock, diary })
  const by = { origin: 'page', by: 'judge' } as const
  await kelu.publish({ marketing: 'release', ...by })
  for (const flow of flows) {
    const state = kelu.published.snapshot().headOf('journey', flow)?.state
    if (state === 'paused') await kelu.publish({ steer: { [`journey:${flow}`]: 'resume' }, ...by })
  }
  // Longer than any flow takes, with every wait of it and a week of full caps.
  for (let hours = 0; hours < 30 * 24; hours += 6) {
    clock.advance(6 * hourMs)
    await kelu.work()
    if (hours > 24 && (await kelu.journeys.nextDueAt()) === null) break
  }
  const publications = await connection.collection<Publication>('publications').find({}).toArray()
  const runs = await connection.collection('runs').countDocuments({})
  return {
    findings: await findingsOf(connection, diary, ledger.taken()),
    edits: countEdits(publications),
    runs,
  }
}

export const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((a, b) => a + b, 0)
