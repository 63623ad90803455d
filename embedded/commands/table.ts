import type { BsonDocument } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import type { Reply } from '../wire/message.ts'
import { aggregate } from './aggregate.ts'
import { create, drop, dropDatabase, listCollections } from './collections.ts'
import type { Command, Store } from './context.ts'
import { count } from './count.ts'
import { getMore, killCursors } from './cursor-commands.ts'
import { deleteCommand } from './delete.ts'
import { find } from './find.ts'
import { findAndModify } from './find-and-modify.ts'
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts'
import { insert } from './insert.ts'
import { readEnvelope, readFields } from './request.ts'
import { buildInfo, endSessions, hello, ping } from './session.ts'
import { update } from './update.ts'

/** All commands there are. */
const commands: Record<string, Command> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping,
  buildInfo,
  buildinfo: buildInfo,
  endSessions,
  create,
  drop,
  dropDatabase,
  listCollections,
  createIndexes,
  listIndexes,
  dropIndexes,
  insert,
  update,
  delete: deleteCommand,
  findAndModify,
  findandmodify: findAndModify,
  find,
  getMore,
  killCursors,
  count,
  aggregate,
}

/** Runs the command named by the first field of `body`; 59 for one that is not in the table. */
export async function runCommand(body: BsonDocument, store: Store): Promise<Reply> {
  const [name = ''] = Object.keys(body)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command)
    throw new CommandError(59, `no such command: '${name}' (the embedded store does not support it)`)
  const fields = readFields(name, body)
  const envelope = readEnvelope(name, fields)
  return command({ ...envelope, fields, name }, store)
}
