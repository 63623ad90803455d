import { z } from 'zod'
import { joinStages, parsePipeline } from '../aggregate/pipeline.ts'
import { encode } from '../bson/value.ts'
import { CommandError, notSupported } from '../errors.ts'
import { type Command, command, documents, readConcern, whole } from './command.ts'
import { listSource } from './cursors.ts'
import { firstBatchSize } from './find.ts'

const maxResultBytes = 100 * 1024 * 1024

export const aggregate: Command = command(
  { pipeline: documents, cursor: z.strictObject({ batchSize: whole }).optional(), readConcern },
  async ({ pipeline, cursor }, { target, database, deadline }, store) => {
    if (typeof target !== 'string') throw notSupported('aggregate without a collection')
    if (!cursor)
      throw new CommandError(
        9,
        "The 'cursor' option is required, except for aggregate with the explain argument",
      )
    const { filter, sort, atMost, stages } = parsePipeline(pipeline)
    const results: Buffer[] = []
    let size = 0
    const { push, pushAlike, end } = joinStages(stages, (document) => {
      const bytes = encode(document)
      size += bytes.length
      if (size > maxResultBytes)
        throw new CommandError(292, `aggregate results exceed ${maxResultBytes} bytes`)
      results.push(bytes)
    })
    const namespace = `${database}.${target}`
    const collection = store.catalog.find(namespace)
    const needs = sort.length === 0 ? stages[0]?.needs : undefined
    if (collection && needs) {
      await store.scans.alike({ collection, filter }, needs)(pushAlike, deadline)
    } else if (collection) {
      const read = store.scans.open({ collection, filter, sort, atMost })
      await read(({ document }) => !push(document), deadline)
    }
    end()
    return store.cursors.first(namespace, listSource(results), {
      batchSize: cursor.batchSize ?? firstBatchSize,
    })
  },
)
