import type { SandboxSettings } from '../sandbox/contract.ts'
import type { Child } from './child.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'
import { keluSettings, wecomSettings } from './settings.ts'
import { bareTemplates } from './templates.ts'
import { waitsAlone, waitsDuring, waitsInWords, welcomesRow } from './welcomes.ts'

/** Orders of each customer, in two years. */
const ordersEach = 8
const patienceMs = 3_600_000

/** What a check of everybody's traits took. */
export interface TraitsChecked {
  ms: number
  cpuMs: number
  /** Of the whole process since it began. */
  peakRssBytes: number
  checked: number
  /** Of whom something else was kept, and put right. */
  differing: number
}

/**
 * Customers a second whose traits are worked out anew from the documents of their orders and compared with what is kept, as each
 * night, by a Kelu that welcomes one new friend after the other meanwhile. Long, and once; a fifth of the people first, which must
 * take as much memory. The anchor reads the same documents with the bare driver, as many at a time, and adds their orders up.
 */
export async function measureTraits({ children, store, folder, scale, say }: Parts): Promise<Row[]> {
  const templatesDir = await bareTemplates(folder)
  const platforms = await children.start('storm')
  const { wecomUrl, settings } = await platforms.ask<{ wecomUrl: string; settings: SandboxSettings }>(
    'platforms',
  )

  async function checkOf(people: number) {
    const mongodbUri = store.database()
    const kelu: Child = await children.start('kelu-web', {
      ...keluSettings({ mongodbUri, templatesDir }),
      ...wecomSettings(wecomUrl, settings),
    })
    await platforms.ask('target', new URL(await kelu.ask<string>('url')).origin)
    const crowd = await children.start('buying-crowd', { BARE_URI: mongodbUri })
    await crowd.ask('make', { count: people, ordersEach, until: new Date() }, patienceMs)
    const foldMs = await crowd.ask<number>('fold', undefined, patienceMs)
    const alone = await waitsAlone(platforms)
    let checked: TraitsChecked | undefined
    const meanwhile = await waitsDuring(platforms, async () => {
      checked = await kelu.ask<TraitsChecked>('checkTraits', patienceMs, patienceMs)
    })
    await kelu.stop()
    await crowd.stop()
    if (checked === undefined) throw new Error('nothing was checked')
    const { ms, cpuMs, peakRssBytes, differing } = checked
    say(
      `  ${people} customers in ${inSeconds(ms)}, ${inSeconds(cpuMs)} of CPU, ${(peakRssBytes / 2 ** 20).toFixed(0)} MB at most, ${differing} put right; read and added up by the bare driver in ${inSeconds(foldMs)}`,
    )
    say(`  welcomes: alone ${waitsInWords(alone)}; meanwhile ${waitsInWords(meanwhile)}`)
    const perSecond = (took: number) => people / (took / 1_000)
    return { value: perSecond(ms), anchor: perSecond(foldMs), alone, meanwhile }
  }

  say(`\nThe traits of everybody, ${ordersEach} orders each, worked out anew:`)
  await checkOf(Math.ceil(scale.people / 5))
  const { value, anchor, alone, meanwhile } = await checkOf(scale.people)
  return [
    medianRow('traits worked out anew / bare driver, reading the same and adding up', 'customers/s', [
      { value, anchor },
    ]),
    welcomesRow(meanwhile, alone),
  ]
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
