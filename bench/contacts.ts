import { fileURLToPath } from 'node:url'
import type { SandboxSettings } from '../sandbox/contract.ts'
import { inMegabytes, type Memory } from './memory.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'
import { keluSettings, wecomSettings } from './settings.ts'

const patienceMs = 3_600_000
const friendsPerMember = 250

interface Synced {
  ms: number
  friends: number
  people: number
  /** When a fifth of the members were through, and all. */
  memory: Record<'fifth' | 'all', Memory>
}

/**
 * Friends a second of a first-day synchronisation, beside a bare loop that makes the same calls and writes the same documents under the
 * same indexes. Long, and once; a second round, which finds nothing new, is timed beside it.
 */
export async function measureContacts({ children, store, scale, say }: Parts): Promise<Row[]> {
  const corp = await children.start('corp')
  const size = {
    staff: Math.max(2, Math.ceil(scale.contacts / friendsPerMember)),
    stores: 20,
    friends: scale.contacts,
    tagGroups: 2,
  }
  await corp.ask('populate', size, patienceMs)
  const { wecomUrl, settings } = await corp.ask<{ wecomUrl: string; settings: SandboxSettings }>('platforms')
  const keluUri = store.database()
  const kelu = await children.start('kelu-web', {
    ...keluSettings({
      mongodbUri: keluUri,
      templatesDir: fileURLToPath(new URL('../templates', import.meta.url)),
    }),
    ...wecomSettings(wecomUrl, settings),
  })

  say(`\n${size.friends} friends of ${size.staff} members:`)
  const first = await kelu.ask<Synced>('synchronised', undefined, patienceMs)
  const again = await kelu.ask<Synced>('synchronised', undefined, patienceMs)
  const bare = await (await children.start('bare-sync')).ask<{ friends: number; ms: number }>(
    'synchronise',
    { wecomUrl, settings, keluUri, bareUri: store.database() },
    patienceMs,
  )
  if (bare.friends !== first.friends || first.people !== size.friends) {
    throw new Error(`${first.friends} friends were taken over, ${bare.friends} by the bare loop`)
  }
  say(`  first ${inSeconds(first.ms)}, again ${inSeconds(again.ms)}, the bare loop ${inSeconds(bare.ms)}`)
  say('  heap after a collection, and all of the process, then and at most by then:')
  for (const [name, { memory }] of Object.entries({ first, again })) {
    say(`    ${name}: ${inMegabytes(memory.fifth)} at a fifth, ${inMegabytes(memory.all)} at its end`)
  }
  const refusals = Object.entries(await corp.ask<Record<string, number>>('refusals'))
  say(`  calls WeCom refused: ${refusals.length === 0 ? 'none' : refusals.map(String).join(', ')}`)
  const perSecond = (ms: number) => first.friends / (ms / 1_000)
  return [
    medianRow('friends synchronised / bare loop, the same calls and writes', 'friends/s', [
      { value: perSecond(first.ms), anchor: perSecond(bare.ms) },
    ]),
  ]
}

const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
