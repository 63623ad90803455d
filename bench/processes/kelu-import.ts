import { createSealing } from '../../domain/customers/sealing.ts'
import { couponColumns } from '../../domain/imports/coupons/import-coupons.ts'
import { customerColumns } from '../../domain/imports/customers/import-customers.ts'
import { createImportDesk } from '../../domain/imports/imports.ts'
import { partBytes } from '../../domain/imports/kept-file.ts'
import { orderColumns } from '../../domain/imports/orders/import-orders.ts'
import { productColumns } from '../../domain/imports/products/import-products.ts'
import { tagColumns } from '../../domain/imports/tags/import-tags.ts'
import type { ImportState } from '../../models/imports.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { startKelu } from '../../server/start.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import type { Imported } from '../imports.ts'
import { memberFile, memberFileBytes } from '../member-file.ts'
import type { Memory } from '../memory.ts'
import { answer } from './answer.ts'
import { memoryHeld } from './memory.ts'

const config = loadConfig(process.env)
const kelu = await startKelu(config, { log: createLog(config.logLevel) })
const stores = wireStores(kelu.connection)
const realClock = { now: () => new Date() }
const desk = createImportDesk({
  stores,
  kinds: {
    customers: customerColumns({ corp: undefined, traits: () => [] }),
    orders: orderColumns({ corp: undefined }),
    tags: tagColumns({ corp: undefined }),
    products: productColumns,
    coupons: couponColumns({ corp: undefined }),
  },
  seal: createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey }),
  announce: () => {},
  clock: realClock,
  realClock,
})

/** The file in parts of the length they are sent in. */
function* parts(rows: number): Generator<Buffer> {
  let rest = Buffer.alloc(0)
  for (const piece of memberFile(rows)) {
    rest = Buffer.concat([rest, piece])
    for (; rest.length >= partBytes; rest = rest.subarray(partBytes)) yield rest.subarray(0, partBytes)
  }
  if (rest.length > 0) yield rest
}

answer({
  /** Sends a file of members, and has it checked and taken over by the jobs of this process. */
  bringIn: async ({ rows, patienceMs }: { rows: number; patienceMs: number }): Promise<Imported> => {
    const rest = memoryHeld()
    const cpu = process.cpuUsage()
    const begun = performance.now()
    const by = { id: 'bench', name: 'bench' }
    const sizeBytes = memberFileBytes(rows)
    const { _id } = await desk.begin({ kind: 'customers', name: 'members.csv', sizeBytes, by })
    let number = 0
    for (const part of parts(rows)) await desk.addPart(_id, number++, part)
    const read = await desk.read(_id)
    const sent = performance.now()
    if (read.mapping === undefined) throw new Error(`the file was not read: ${read.says}`)
    await desk.check(_id, read.mapping)
    const { fifth: checkedFifth, all: checkedAll } = await until(_id, 'checked', { rows, patienceMs })
    const checked = performance.now()
    await desk.run(_id)
    const { fifth: ranFifth, all: ranAll, counts } = await until(_id, 'done', { rows, patienceMs })
    const { user, system } = process.cpuUsage(cpu)
    return {
      sentMs: sent - begun,
      checkedMs: checked - sent,
      ranMs: performance.now() - checked,
      cpuMs: (user + system) / 1_000,
      memory: { rest, checkedFifth, checkedAll, ranFifth, ranAll },
      born: counts.new ?? 0,
    }
  },
})

/** Waits until an import is in that state; what is held when a fifth of its rows are through, and when all are. */
async function until(
  id: string,
  state: ImportState,
  { rows, patienceMs }: { rows: number; patienceMs: number },
) {
  const begun = performance.now()
  let fifth: Memory | undefined
  await kelu.jobs.sweepNow()
  for (;;) {
    const one = await stores.imports.find(id)
    if (one === null || one.state === 'refused') throw new Error(`not taken over: ${one?.says}`)
    if (one.row >= rows / 5) fifth ??= memoryHeld()
    if (one.state === state) {
      const all = memoryHeld()
      // Of few rows nobody sees it in between.
      return { counts: one.counts, fifth: fifth ?? all, all }
    }
    if (performance.now() - begun > patienceMs) throw new Error(`not ${state} in time`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
