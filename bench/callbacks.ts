import { fileURLToPath } from 'node:url'
import type { SandboxSettings } from '../sandbox/contract.ts'
import type { Child } from './child.ts'
import type { Delivery, Load } from './delivery.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Round, type Row } from './row.ts'
import { keluSettings, wecomSettings } from './settings.ts'

/** Callbacks of a kind, each about another person, and what Kelu does about them. */
const kinds = [
  {
    make: 'friendsAdded',
    name: 'callbacks accepted, each followed up in the same process / bare Koa, one insertOne',
    // Each is some forty round-trips to the store and four to WeCom: fewer of them take as long.
    share: 1 / 4,
    about: 'A person added a salesperson: customer, welcome, contact, tags and corp tags follow',
  },
  {
    make: 'auditsApproved',
    name: 'callbacks accepted, nothing to follow up / bare Koa, one insertOne',
    share: 1,
    about: 'A kind nothing follows from: stored closed',
  },
] as const

const catchUpMs = 30_000
const warmUpCallbacks = 50

interface Stored {
  all: number
  open: number
  failed: number
  retried: number
}

/**
 * Callbacks accepted per second: one counts when its 200 has arrived, and both sides answer only after the store has
 * acknowledged the record. What follows from it goes on in the accepting process meanwhile and afterwards; a round ends
 * when that is done, so no backlog is carried into the next measurement.
 */
export async function measureCallbacks({ children, store, scale, say }: Parts): Promise<Row[]> {
  const platforms = await children.start('platforms')
  const { wecomUrl, settings } = await platforms.ask<{ wecomUrl: string; settings: SandboxSettings }>(
    'platforms',
  )
  const load = await children.start('load')
  const kelu = await children.start('kelu-web', {
    ...keluSettings({
      mongodbUri: store.database(),
      templatesDir: fileURLToPath(new URL('../templates', import.meta.url)),
    }),
    ...wecomSettings(wecomUrl, settings),
  })
  const bare = await children.start('bare-koa')
  const keluUrl = await kelu.ask<string>('url')
  const bareUrl = await bare.ask<string>('listen', {
    mongodbUri: store.database(),
    keys: { token: settings.callbackToken, aesKey: settings.callbackAesKey, receiver: settings.corpId },
  })

  const post = (url: string, deliveries: Delivery[]) =>
    load.ask<Load>('post', { url, deliveries, connections: scale.connections })
  const toBare = (deliveries: Delivery[]) => post(bareUrl, deliveries)
  const toKelu = (deliveries: Delivery[]) => throughKelu(kelu, () => post(keluUrl, deliveries))

  const first = await platforms.ask<Delivery[]>(kinds[0].make, Math.min(warmUpCallbacks, scale.callbacks))
  await toBare(first)
  await toKelu(first)

  const rows: Row[] = []
  for (const { make, name, about, share } of kinds) {
    say(`\n${about}.`)
    const rounds: Round[] = []
    for (let round = 0; round < scale.rounds; round += 1) {
      const deliveries = await platforms.ask<Delivery[]>(make, Math.ceil(scale.callbacks * share))
      const early = round % 2 === 0 ? await toBare(deliveries) : null
      const own = await toKelu(deliveries)
      const anchor = early ?? (await toBare(deliveries))
      if (anchor.refused + own.refused > 0) throw new Error('callbacks were refused; nothing can be compared')
      rounds.push({ value: own.perSecond, anchor: anchor.perSecond })
      say(`  Kelu ${inWords(own)} · bare Koa ${inWords(anchor)}`)
      say(`       ${aboutWork(own)}`)
    }
    rows.push(medianRow(name, 'callbacks/s', rounds))
  }
  const { failed, retried } = await kelu.ask<Stored>('stored')
  if (failed + retried > 0) say(`  Of all records ${failed} failed and ${retried} needed another try.`)
  return rows
}

type Worked = Load & { cpuMs: number; behindMs: number; stored: number; leftOpen: number }

/** Posts, sees that all that was accepted is stored, and waits until it has been dealt with. */
async function throughKelu(kelu: Child, post: () => Promise<Load>): Promise<Worked> {
  const before = await kelu.ask<Stored>('stored')
  const cpuBefore = await kelu.ask<number>('cpuMs')
  const load = await post()
  const behindMs = await kelu.ask<number>('caughtUp', catchUpMs, catchUpMs + 15_000)
  const after = await kelu.ask<Stored>('stored')
  const cpuMs = (await kelu.ask<number>('cpuMs')) - cpuBefore
  const stored = after.all - before.all
  if (stored < load.accepted)
    throw new Error(`${load.accepted} callbacks were accepted, ${stored} are stored`)
  return { ...load, cpuMs, behindMs, stored, leftOpen: after.open }
}

function inWords({ perSecond, p50Ms, p99Ms }: Load): string {
  return `${perSecond.toFixed(0)}/s (p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms)`
}

function aboutWork({ stored, cpuMs, behindMs, leftOpen }: Worked): string {
  const left = leftOpen > 0 ? `; ${leftOpen} not dealt with in time` : ''
  return `all dealt with ${(behindMs / 1_000).toFixed(1)} s after the last 200, ${(cpuMs / stored).toFixed(2)} ms CPU each${left}`
}
