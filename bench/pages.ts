import { fileURLToPath } from 'node:url'
import type { Role } from '../domain/members/roles.ts'
import type { Child } from './child.ts'
import { type MeasuredPage, measuredPages, type Request, type Things } from './page-calls.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'
import { keluSettings } from './settings.ts'

const patienceMs = 4 * 3_600_000
const anchorReads = 20
/** Looks of one role at one page, a round. */
const looksEach = 3
/** A page is to be there within this, ms, of nineteen looks in twenty. */
const goalMs = 1_000

/** How long each read of a look took, ms; all of them are asked for at once, as a browser does. */
interface Look {
  ms: number
  reads: { operation: string; ms: number }[]
}

interface Measured {
  page: MeasuredPage
  /** The first one ever: nothing is remembered from before. */
  first: number
  looks: number[]
  anchor: number
  /** The slowest reads by their slowest answer. */
  slowest: string
}

/**
 * What every page of the menu waits for in a store of many customers: each role that may open it asks for everything the page
 * and its first panel read. The anchor is one page of the documents it is about, by the bare driver.
 */
export async function measurePages({ children, store, scale, say }: Parts): Promise<Row[]> {
  const mongodbUri = store.database()
  const templatesDir = fileURLToPath(new URL('../templates', import.meta.url))
  const settings = keluSettings({ mongodbUri, templatesDir })
  const kelu = await children.start('kelu-web', settings)
  const origin = new URL(await kelu.ask<string>('url')).origin
  const town = await children.start('town', settings)

  say(`\nThe pages over ${scale.people} customers, ${scale.events} events each:`)
  const begun = performance.now()
  const documents = await town.ask<number>(
    'settle',
    { people: scale.people, events: scale.events },
    patienceMs,
  )
  say(`  ${documents} documents written in ${((performance.now() - begun) / 1_000).toFixed(0)} s`)
  const written = performance.now()
  const hours = await town.ask<number>('count', undefined, patienceMs)
  say(`  ${hours} hours of figures counted in ${((performance.now() - written) / 1_000).toFixed(0)} s`)
  const cookies = await town.ask<Record<Role, string>>('logIn')
  const things = await town.ask<Things>('things', undefined, patienceMs)

  const from = { origin, publicUrl: settings.PUBLIC_URL ?? '' }
  const measured: Measured[] = []
  for (const page of measuredPages(things)) {
    const one = await measure(page, { from, cookies, town, rounds: scale.rounds })
    measured.push(one)
    say(inWords(one))
  }
  const slow = measured.filter(({ looks, first }) => Math.max(first, at(looks, 0.95)) > goalMs)
  say(
    slow.length === 0
      ? `  every page within ${goalMs} ms`
      : `  over ${goalMs} ms: ${slow.map(({ page }) => page.path).join(', ')}`,
  )
  return measured.map(({ page, looks, anchor }) =>
    medianRow(`page ${page.path} ${page.title} / bare driver, one page of ${page.collection}`, 'looks/s', [
      { value: 1_000 / at(looks, 0.95), anchor: 1_000 / anchor },
    ]),
  )
}

function inWords({ page, first, looks, anchor, slowest }: Measured): string {
  const [p50, p95] = [at(looks, 0.5), at(looks, 0.95)]
  const ms = [first, p50, p95, Math.max(...looks)].map((one) => one.toFixed(0))
  return (
    `  ${page.path} ${page.title}: first ${ms[0]}, p50 ${ms[1]}, p95 ${ms[2]}, max ${ms[3]} ms` +
    ` of ${looks.length}; bare driver ${anchor.toFixed(1)} ms; ${slowest}`
  )
}

async function measure(
  page: MeasuredPage,
  ground: {
    from: { origin: string; publicUrl: string }
    cookies: Record<Role, string>
    town: Child
    rounds: number
  },
): Promise<Measured> {
  const looks: Look[] = []
  const times = ground.rounds * looksEach
  for (let n = 0; n < times; n += 1) {
    for (const [role, requests] of Object.entries(page.requests)) {
      looks.push(await look(requests, ground.cookies[role as Role], ground.from))
    }
  }
  const anchors = await ground.town.ask<number[]>('read', { collection: page.collection, times: anchorReads })
  const [first, ...rest] = looks.map(({ ms }) => ms)
  if (first === undefined) throw new RangeError(`nobody may open ${page.path}`)
  return {
    page,
    first,
    looks: rest.length === 0 ? [first] : rest,
    anchor: at(anchors, 0.5),
    slowest: slowestOf(looks),
  }
}

async function look(
  requests: readonly Request[],
  cookie: string,
  { origin, publicUrl }: { origin: string; publicUrl: string },
): Promise<Look> {
  const begun = performance.now()
  const reads = await Promise.all(
    requests.map(async ({ operation, method, path, body }) => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: {
          cookie,
          origin: publicUrl,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      })
      const said = await answer.text()
      // A right may hang on the kind of definition.
      if (answer.status >= 300 && answer.status !== 403)
        throw new Error(`${operation} ${path}: ${answer.status} ${said.slice(0, 300)}`)
      return { operation, ms: performance.now() - begun }
    }),
  )
  return { ms: performance.now() - begun, reads }
}

function slowestOf(looks: readonly Look[]): string {
  const worst = new Map<string, number>()
  for (const { operation, ms } of looks.flatMap(({ reads }) => reads)) {
    worst.set(operation, Math.max(worst.get(operation) ?? 0, ms))
  }
  return [...worst]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([operation, ms]) => `${operation} ${ms.toFixed(0)}`)
    .join(', ')
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
