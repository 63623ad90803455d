import { fileURLToPath } from 'node:url'
import type { SandboxSettings } from '../sandbox/contract.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'
import { keluSettings, wecomSettings } from './settings.ts'

/** What the simulated WeCom saw of a crowd of new friends. */
export interface StormSeen {
  /** Friends welcomed within the 20 s of their code: while friends were being added, and until the last code was over. */
  meanwhile: number
  inTime: number
  /** How long friends were being added. */
  seconds: number
  /** Calls with a code that was over. */
  refused: number
}

const perSecond = 110
const warmUp = { seconds: 3, atOnce: 32 }
const calm = { seconds: 10, atOnce: 32 }
const singles = { friends: 20, everyMs: 1_000 }
const patienceMs = 600_000

/**
 * More new friends than can be followed up. The anchor is how many are welcomed a second when the next is added only after
 * one has been welcomed, and no more than the storm brings: under any overload as many are to be welcomed in time.
 */
export async function measureStorm({ children, store, scale, say }: Parts): Promise<Row[]> {
  const platforms = await children.start('storm')
  const { wecomUrl, settings } = await platforms.ask<{ wecomUrl: string; settings: SandboxSettings }>(
    'platforms',
  )
  const kelu = await children.start('kelu-web', {
    ...keluSettings({
      mongodbUri: store.database(),
      templatesDir: fileURLToPath(new URL('../templates', import.meta.url)),
    }),
    ...wecomSettings(wecomUrl, settings),
  })
  await platforms.ask('target', new URL(await kelu.ask<string>('url')).origin)

  say(`\n${scale.friends} people add a salesperson, ${perSecond} a second; then ${singles.friends} alone.`)
  await platforms.ask('calm', warmUp, patienceMs)
  const before = await platforms.ask<StormSeen>('calm', calm, patienceMs)
  say(`  calm    ${inWords(before)}`)
  const during = await platforms.ask<StormSeen>('storm', { friends: scale.friends, perSecond }, patienceMs)
  say(`  storm   ${inWords(during)} of ${scale.friends}`)
  const after = await platforms.ask<StormSeen>('singles', singles, patienceMs)
  say(`  singles ${inWords(after)} of ${singles.friends}`)

  // Of those who came last nobody can say yet, so what is compared is what was done while people came.
  const value = during.meanwhile / during.seconds
  const anchor = Math.min(before.meanwhile / before.seconds, perSecond)
  const name = 'new friends welcomed in time in a storm / when they come one after another'
  return [medianRow(name, 'welcomes/s', [{ value, anchor }])]
}

function inWords({ meanwhile, inTime, seconds, refused }: StormSeen): string {
  return `${(meanwhile / seconds).toFixed(0)}/s, ${refused} calls with dead codes, ${inTime} welcomed in time`
}
