import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '../models/run.ts'
import { bestSetting, sit } from './agenda-sweep.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Round, type Row } from './row.ts'
import { keluSettings } from './settings.ts'

const journeyId = 'two-days'
const patienceMs = 45_000

/** Two waits with a branch between them, round and round: a customer advances once a day and never leaves. */
const journey = `
journey: ${journeyId}
name: 两天一轮
entry: { api: true }
steps:
  first:
    wait: 1 day
    next: what-now
  what-now:
    branch:
      - { when: { tag: 高意向 }, to: apart }
      - { otherwise: second }
  second:
    wait: 1 day
    next: and-now
  and-now:
    branch:
      - { when: { tag: 高意向 }, to: apart }
      - { otherwise: first }
  apart:
    wait: 30 days
    next: end
`

/**
 * Durable advances per second: everybody is due at once, and it is over when the store holds everybody at the next wait.
 * Kelu is a whole process with its jobs and its ordinary settings; one advance is a wait that ended, a branch and the
 * next wait.
 */
export async function measureAdvances({ children, store, folder, scale, say }: Parts): Promise<Row[]> {
  const templatesDir = join(folder, 'templates')
  await mkdir(templatesDir, { recursive: true })
  // No other journey and no segment: only the default channel code Kelu does not start without.
  for (const file of ['channels/default.yaml', 'messages/welcome-default.yaml']) {
    await cp(fileURLToPath(new URL(`../templates/${file}`, import.meta.url)), join(templatesDir, file))
  }
  await writeFile(join(templatesDir, 'journey.yaml'), journey)
  const kelu = await children.start(
    'kelu-worker',
    keluSettings({ mongodbUri: store.database(), templatesDir }),
  )
  const agenda = await children.start('plain-agenda', { BARE_URI: store.database() })
  const bare = await children.start('bare-driver', { BARE_URI: store.database() })

  const setting = await bestSetting(agenda, scale, say)
  const run = await kelu.ask<Run>('enter', { journeyId, count: scale.runs })
  await bare.ask('copy', { run, count: scale.runs })

  const perSecond = (ms: number) => scale.runs / (ms / 1_000)
  const byKelu = async () => perSecond(await kelu.ask<number>('passDay', patienceMs))
  const byBare = async () => perSecond(await bare.ask<number>('passDay'))
  const byAgenda = async () => (await sit(agenda, setting, scale)).perSecond
  await byBare()
  await byKelu()

  say(`\nJourney advances, ${scale.runs} customers due at once; plain Agenda at its best setting:`)
  const besideAgenda: Round[] = []
  const besideBare: Round[] = []
  for (let round = 0; round < scale.rounds; round += 1) {
    const measured = new Map<() => Promise<number>, number>()
    const order = [byAgenda, byKelu, byBare]
    if (round % 2 === 1) order.reverse()
    for (const measure of order) measured.set(measure, await measure())
    const of = (measure: () => Promise<number>) => measured.get(measure) ?? 0
    const value = of(byKelu)
    besideAgenda.push({ value, anchor: of(byAgenda) })
    besideBare.push({ value, anchor: of(byBare) })
    say(
      `  Kelu ${value.toFixed(0)}/s · Agenda ${of(byAgenda).toFixed(0)}/s · bare driver ${of(byBare).toFixed(0)}/s`,
    )
  }
  return [
    medianRow('journey advances / plain Agenda, one job a customer', 'advances/s', besideAgenda),
    medianRow('journey advances / bare driver, lease and bulk write', 'advances/s', besideBare),
  ]
}
