import { maxDocumentBytes } from '../bson/storable.ts'
import { maxMessageBytes } from '../wire/message.ts'
import { anything, type Command, command, flag } from './command.ts'
import { maxStatements } from './statements.ts'

// What drivers of the mongodb 7 generation need to see: a standalone, so they keep transactions, retryable writes and
// change streams to themselves.

/** `hello`, and its old name with which every socket is opened. */
export const hello: Command = command(
  // No compressor is offered back, and back-pressure labels are never sent.
  { helloOk: flag, client: anything, compression: anything, backpressure: anything },
  () => ({
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: maxStatements,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  }),
)

export const buildInfo: Command = command({}, () => ({
  version: '7.0.0',
  versionArray: [7, 0, 0, 0],
  gitVersion: 'kelu embedded store',
  modules: ['kelu-embedded'],
  storageEngines: ['lmdb'],
  bits: 64,
  maxBsonObjectSize: maxDocumentBytes,
  ok: 1,
}))

/** Also tells that the store still writes: whoever asks wants to know whether it can be worked with. */
export const ping: Command = command({}, async (_options, _call, { env }) => {
  await env.checkWrites()
  return { ok: 1 }
})

export const endSessions: Command = command({}, () => ({ ok: 1 }))
