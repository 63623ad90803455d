import { Long } from 'bson'
import { asNumber, type BsonValue } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { EncodedBatch } from '../wire/message.ts'
import type { Command } from './context.ts'
import { batchBytes } from './find.ts'

function cursorId(value: BsonValue | undefined): bigint {
  if (value instanceof Long) return value.toBigInt()
  const number = value === undefined ? undefined : asNumber(value)
  if (number === undefined) throw new CommandError(14, 'a cursor id must be a long')
  return BigInt(number)
}

export const getMore: Command = async ({ fields, database }, store) => {
  const id = cursorId(fields.value('getMore'))
  const namespace = `${database}.${fields.text('collection')}`
  const batchSize = fields.count('batchSize') || Number.POSITIVE_INFINITY
  fields.done()
  const source = store.cursors.get(id, namespace)
  const { documents, more } = await source.next(batchSize, batchBytes)
  if (!more) store.cursors.close(id)
  return new EncodedBatch('nextBatch', documents, more ? id : 0n, namespace)
}

export const killCursors: Command = ({ fields }, store) => {
  fields.text('killCursors')
  const ids = fields.value('cursors')
  fields.done()
  if (!Array.isArray(ids)) throw new CommandError(14, 'killCursors.cursors must be an array')
  const cursorsKilled = ids.filter((id) => store.cursors.close(cursorId(id)))
  const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id))
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 }
}
