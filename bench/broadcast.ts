import type { Parts } from './parts.ts'
import { medianRow, type Round, type Row } from './row.ts'
import { keluSettings } from './settings.ts'
import { bareTemplates } from './templates.ts'

const patienceMs = 120_000
const dayMs = 86_400_000

/** The first one only warms up. */
const broadcastOf = (round: number, begun: number) => `
---
broadcast: round-${round}
name: 第 ${round} 次群发
to: { trait: createdAt, exists: true }
send: { message: news }
at: ${new Date(begun + (round + 1) * dayMs).toISOString()}
`

const message = `
message: news
name: 上新
purpose: marketing
miniprogram: { popup: { title: 上新了, body: 来看看新到的好物 } }
`

/**
 * People enrolled by a broadcast per second: its time has come, and it is over when the store holds a run of everybody. What
 * is sent afterwards is not measured: the jobs stand still.
 */
export async function measureBroadcast({ children, store, folder, scale, say }: Parts): Promise<Row[]> {
  const begun = Date.now()
  const rounds = Array.from({ length: scale.rounds + 1 }, (_, round) => broadcastOf(round, begun))
  const templatesDir = await bareTemplates(folder, [message, ...rounds].join(''))
  const kelu = await children.start(
    'kelu-worker',
    keluSettings({ mongodbUri: store.database(), templatesDir }),
  )
  const bare = await children.start('bare-insert', { BARE_URI: store.database() })

  await kelu.ask('crowd', scale.receivers, patienceMs)
  const perSecond = (ms: number) => scale.receivers / (ms / 1_000)
  const byKelu = async () => perSecond(await kelu.ask<number>('enrol', scale.receivers, patienceMs))
  await byKelu()
  const run = await kelu.ask('anyRun')
  let batch = 0
  const byBare = async () => {
    batch += 1
    return perSecond(await bare.ask<number>('insert', { run, count: scale.receivers, batch }, patienceMs))
  }
  await byBare()

  say(`\nA broadcast to ${scale.receivers} customers:`)
  const measured: Round[] = []
  for (let round = 0; round < scale.rounds; round += 1) {
    const keluFirst = round % 2 === 0
    const before = keluFirst ? 0 : await byBare()
    const value = await byKelu()
    const anchor = keluFirst ? await byBare() : before
    measured.push({ value, anchor })
    say(`  Kelu ${value.toFixed(0)}/s · bare driver ${anchor.toFixed(0)}/s`)
  }
  return [medianRow('broadcast: people enrolled / bare driver, insertMany of the runs', 'people/s', measured)]
}
