import type { Forecast } from '../domain/simulation/forecast.ts'
import type { SandboxSettings } from '../sandbox/contract.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'
import { keluSettings, wecomSettings } from './settings.ts'
import { simulatedJourney, simulatedTemplates } from './simulation-journey.ts'
import { bareTemplates } from './templates.ts'
import { waitsAlone, waitsDuring, waitsInWords, welcomesRow } from './welcomes.ts'

const days = 90
/** Events a customer-day. */
const perDay = 0.3
const patienceMs = 3_600_000

interface Simulated {
  json: { forecast: Forecast }
  ms: number
  cpuMs: number
  peakRssBytes: number
}

/**
 * Events simulated per second: the command line goes over everybody's last 90 days, beside a Kelu that welcomes one new friend
 * after the other meanwhile. Long, and once. The anchor reads the same documents with the bare driver, as many at a time.
 */
export async function measureSimulation({ children, store, folder, scale, say }: Parts): Promise<Row[]> {
  const templatesDir = await bareTemplates(folder, simulatedTemplates)
  const mongodbUri = store.database()
  const settings = keluSettings({ mongodbUri, templatesDir })
  const platforms = await children.start('storm')
  const { wecomUrl, settings: sandbox } = await platforms.ask<{
    wecomUrl: string
    settings: SandboxSettings
  }>('platforms')
  const kelu = await children.start('kelu-web', { ...settings, ...wecomSettings(wecomUrl, sandbox) })
  await platforms.ask('target', new URL(await kelu.ask<string>('url')).origin)
  const crowd = await children.start('crowd', { BARE_URI: mongodbUri })
  const cli = await children.start('kelu-cli', { ...settings, ...smsIsOn })

  say(`\nA simulation of ${scale.people} customers, ${days} days, ${perDay} events a day each:`)
  const people = { count: scale.people, days, perDay, until: new Date() }
  const events = await crowd.ask<number>('make', people, patienceMs)
  const alone = await waitsAlone(platforms)
  const readMs = await crowd.ask<number>('read', undefined, patienceMs)

  let simulated: Simulated | undefined
  const meanwhile = await waitsDuring(platforms, async () => {
    const line = `simulate ${simulatedJourney} --days ${days} --json`
    simulated = await cli.ask<Simulated>('run', line, patienceMs)
  })
  if (simulated === undefined) throw new Error('nothing was simulated')
  const { ms, cpuMs, peakRssBytes, json } = simulated
  const { customers, entered, sent } = json.forecast
  const messages = Object.values(sent).reduce((sum, n) => sum + n, 0)
  say(
    `  ${inSeconds(ms)} for ${events} events, ${inSeconds(cpuMs)} of CPU, ${(peakRssBytes / 2 ** 20).toFixed(0)} MB at most`,
  )
  say(`  ${customers} customers, ${entered} entries, ${messages} messages`)
  say(`  read by the bare driver in ${inSeconds(readMs)}`)
  say(`  welcomes: alone ${waitsInWords(alone)}; meanwhile ${waitsInWords(meanwhile)}`)
  const perSecond = (took: number) => events / (took / 1_000)
  return [
    medianRow('simulation of 90 days / bare driver, reading the same', 'events/s', [
      { value: perSecond(ms), anchor: perSecond(readMs) },
    ]),
    welcomesRow(meanwhile, alone),
  ]
}

/** So that messages go out: nobody is called in a simulation. */
const smsIsOn = {
  SMS_ALIYUN_KEY_ID: 'bench',
  SMS_ALIYUN_KEY_SECRET: 'bench',
  SMS_ALIYUN_SIGN_NAME: '客旅',
  SMS_ALIYUN_CALLBACK_SECRET: 'b'.repeat(32),
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
