import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MongoClient } from 'mongodb'
import { startEmbeddedStore } from '../server.ts'
import { compareRound, type Difference } from './round.ts'

// Compares the embedded store with another MongoDB-compatible server on random documents, filters, sorts and updates:
// node --import tsx embedded/differential/main.ts <MONGODB_URI> [--seconds 60] [--seed N]
// A difference is printed, not judged: look at both, then keep the case as a vector beside the operator.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
})
const [uri] = positionals
if (!uri) {
  process.stderr.write(
    'usage: node --import tsx embedded/differential/main.ts <MONGODB_URI> [--seconds 60] [--seed N]\n',
  )
  process.exit(2)
}

const dataDir = mkdtempSync(join(tmpdir(), 'kelu-differential-'))
const store = await startEmbeddedStore({ dataDir })
const ours = await MongoClient.connect(store.uri, { promoteValues: false })
const theirs = await MongoClient.connect(uri, { promoteValues: false })
const until = Date.now() + Number(values.seconds) * 1000
const kinds = new Map<string, number>()
let compared = 0
for (let seed = Number(values.seed); Date.now() < until; seed++) {
  const database = `kelu_differential_${process.pid}`
  const round = await compareRound(ours.db(database), theirs.db(database), seed)
  compared += round.compared
  for (const difference of round.differences) report(seed, difference)
}

function report(seed: number, { kind, ...details }: Difference): void {
  const seen = (kinds.get(kind) ?? 0) + 1
  kinds.set(kind, seen)
  if (seen <= 40) process.stdout.write(`${JSON.stringify({ seed, kind, ...details })}\n`)
}

process.stdout.write(`compared ${compared}; differences: ${JSON.stringify(Object.fromEntries(kinds))}\n`)
await theirs.db(`kelu_differential_${process.pid}`).dropDatabase()
await Promise.all([ours.close(), theirs.close()])
await store.close()
rmSync(dataDir, { recursive: true, force: true })
