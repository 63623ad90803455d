import { parseArgs } from 'node:util'
import { startEmbeddedStore } from './server.ts'

// The embedded store as a process of its own: node --import tsx embedded/main.ts --data <dir> [--port N]

const { values } = parseArgs({
  options: { data: { type: 'string' }, port: { type: 'string' } },
})
const port = Number(values.port ?? 0)
if (!values.data || !Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write('usage: node --import tsx embedded/main.ts --data <dir> [--port N]\n')
  process.exit(2)
}

const store = await startEmbeddedStore({
  dataDir: values.data,
  ...(values.port !== undefined && { port }),
  log: { warn: (obj, msg) => process.stderr.write(`${JSON.stringify({ level: 'warn', msg, ...obj })}\n`) },
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
if (store.socket.startsWith('/proc/self/') && values.port === undefined) {
  process.stderr.write(
    'the path of this folder leads nobody else to its socket: use a shorter one, or --port\n',
  )
  await store.close()
  process.exit(1)
}
process.stdout.write(`MONGODB_URI=${store.uri}\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    store.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  })
}
