import { type BsonDocument, own } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import type { Reply } from '../wire/message.ts'
import { aggregate } from './aggregate.ts'
import { create, drop, dropDatabase, listCollections } from './collections.ts'
import type { Command, Store } from './command.ts'
import { copyDataFile } from './copy-data-file.ts'
import { explain } from './explain.ts'
import { count, find, getMore, killCursors } from './find.ts'
import { findAndModify } from './find-and-modify.ts'
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts'
import { buildInfo, endSessions, hello, ping } from './session.ts'
import { deleteCommand, insert, update } from './write.ts'

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
  copyDataFile,
  explain: explain({ find, count, aggregate }),
}

/** Runs the command named by the first field of `body`; 59 for one that is not in the table. */
export async function runCommand(body: BsonDocument, store: Store): Promise<Reply> {
  const [name = ''] = Object.keys(body)
  const command = own(commands, name)
  if (!command)
    throw new CommandError(59, `no such command: '${name}' (the embedded store does not support it)`)
  return command(name, body, store)
}
