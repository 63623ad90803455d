import { startEmbeddedStore } from '../../embedded/server.ts'
import { answer } from './answer.ts'

// The built-in store as a process of its own, so that nobody measured shares a core's time with it by accident.
answer({
  open: async (dataDir: string) => {
    const warn = (detail: object, message: string) =>
      process.stderr.write(`${message} ${JSON.stringify(detail)}\n`)
    return (await startEmbeddedStore({ dataDir, log: { warn } })).uri
  },
})
