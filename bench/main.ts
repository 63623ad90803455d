import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { measureAdvances } from './advances.ts'
import { measureBroadcast } from './broadcast.ts'
import { measureCallbacks } from './callbacks.ts'
import { createChildren } from './child.ts'
import { measureContacts } from './contacts.ts'
import { measureFigures } from './figures.ts'
import { measureGroupSends } from './group-sends.ts'
import { measureImports } from './imports.ts'
import { measureOrders } from './orders.ts'
import { measurePages } from './pages.ts'
import type { Parts, Scale } from './parts.ts'
import type { Row } from './row.ts'
import { measureSimulation } from './simulation.ts'
import { openStore } from './store.ts'
import { measureStorm } from './storm.ts'
import { measureTraits } from './traits.ts'

const benchmarks: Record<string, (parts: Parts) => Promise<Row[]>> = {
  callbacks: measureCallbacks,
  advances: measureAdvances,
  broadcast: measureBroadcast,
  storm: measureStorm,
  orders: measureOrders,
  traits: measureTraits,
  simulate: measureSimulation,
  contacts: measureContacts,
  'group-sends': measureGroupSends,
  figures: measureFigures,
  imports: measureImports,
  pages: measurePages,
}

const program = new Command('bench')
  .description(
    'Measures Kelu beside an anchor, in one run, as a ratio. MONGODB_URI = another store than ours.',
  )
  .addArgument(new Argument('[name]', 'which one; absent = all').choices(Object.keys(benchmarks)))
  .option('--json', 'print {rows: […]} as one line of JSON, last')
  .option('--rounds <n>', 'rounds of each measurement', whole, 3)
  .option('--callbacks <n>', 'callbacks a round', whole, 1_000)
  .option('--connections <n>', 'connections of the load generator', whole, 50)
  .option('--friends <n>', 'new friends of the storm, 110 a second', whole, 4_500)
  .option('--runs <n>', 'journey runs that advance, a round', whole, 6_000)
  .option('--orders <n>', 'orders that are placed and paid, a round', whole, 500)
  .option('--receivers <n>', 'customers a broadcast goes to, a round', whole, 20_000)
  .option(
    '--people <n>',
    'customers a simulation and a check of traits go over, and the pages look at',
    whole,
    5_000,
  )
  .option('--events <n>', 'events of each customer the pages look at', whole, 10)
  .option('--contacts <n>', 'friends of a corp that are synchronised', whole, 20_000)
  .option('--group-sends <n>', 'customers whose salespeople have confirmed, a round', whole, 2_000)
  .option('--rows <n>', 'rows of a file of members that is brought in', whole, 20_000)
  .option('--agenda-jobs <n>', 'jobs of plain Agenda, a setting', whole, 500)
  .option('--agenda-seconds <n>', 'longest sitting of plain Agenda', whole, 6)
  .option('--profile <dir>', 'leave a CPU profile of each process there; the figures are then worth nothing')
  .parse()
const options = program.opts<
  Omit<Scale, 'agendaPatienceMs'> & { agendaSeconds: number; json?: true; profile?: string }
>()
const [chosen] = program.processedArgs as [string | undefined]

const folder = await mkdtemp(join(tmpdir(), 'kelu bench '))
// Broken off, it leaves nothing behind: gigabytes with many people. Its processes end when this one is gone.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    process.exit(130)
  })
}
const say = (line: string) => void process.stdout.write(`${line}\n`)
const rows: Row[] = []
try {
  say(
    `Node ${process.version}, ${availableParallelism()} cores. Figures are per second; only ratios can be compared.`,
  )
  for (const [name, measure] of Object.entries(benchmarks)) {
    if (chosen !== undefined && chosen !== name) continue
    rows.push(...(await withStore(measure)))
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
say('')
for (const { name, value, unit, anchor, ratio } of rows) {
  say(`${String(ratio).padStart(7)} ×  ${name}: ${value} to ${anchor} ${unit}`)
}
if (options.json) say(JSON.stringify({ rows }))
process.exit()

/** Each benchmark has processes and a store of its own, all gone when it is over. */
async function withStore(measure: (parts: Parts) => Promise<Row[]>): Promise<Row[]> {
  const own = await mkdtemp(join(folder, 'run-'))
  const children = createChildren(own, options.profile && resolve(options.profile))
  try {
    const store = await openStore({ children, folder: own, mongodbUri: process.env.MONGODB_URI })
    const scale = { ...options, agendaPatienceMs: options.agendaSeconds * 1_000 }
    try {
      return await measure({ children, store, folder: own, scale, say })
    } finally {
      await store.drop()
    }
  } finally {
    await children.stop()
  }
}

function whole(text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('a whole number from 1')
  return n
}
