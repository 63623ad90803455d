import { Double, Int32 } from 'bson'
import { type BsonDocument, isDocument, own } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import type { Examined } from '../query/key-scan.ts'
import { type Command, command, text } from './command.ts'

/** Runs one of these commands and tells how much it read. Of a find, as much as fits into one batch is read. */
export function explain(commands: Record<string, Command>): Command {
  return command({ verbosity: text.optional() }, async ({ verbosity }, { target, database }, store) => {
    if (!isDocument(target)) throw new CommandError(14, 'explain needs a command as an object')
    if (verbosity !== 'executionStats') throw notSupported('explain without verbosity executionStats')
    const [name = ''] = Object.keys(target)
    const asked = own(commands, name)
    if (!asked) throw notSupported(`explain of ${name}`)
    const examined: Examined = { keys: 0, documents: 0 }
    const { scans } = store
    const counting = {
      ...store,
      scans: {
        ...scans,
        open: (query: Parameters<typeof scans.open>[0]) => scans.open(query, examined),
        alike: (query: Parameters<typeof scans.alike>[0], needs: readonly string[]) =>
          scans.alike(query, needs, examined),
      },
    }
    const whole: BsonDocument = name === 'find' ? { batchSize: new Double(2 ** 31), singleBatch: true } : {}
    await asked(name, { ...target, ...whole, $db: database }, counting)
    return {
      executionStats: {
        executionSuccess: true,
        totalKeysExamined: new Int32(examined.keys),
        totalDocsExamined: new Int32(examined.documents),
      },
      ok: 1,
    }
  })
}
