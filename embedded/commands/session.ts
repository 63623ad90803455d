import { maxDocumentBytes } from '../bson/storable.ts'
import { maxMessageBytes } from '../wire/message.ts'
import type { Command } from './context.ts'

// What drivers of the mongodb 7 generation need to see: a standalone, so they keep transactions, retryable writes and
// change streams to themselves.
const mongoVersion = '7.0.0'
const wireVersion = 21

/** `hello`, and its old name with which every socket is opened. */
export const hello: Command = ({ name, fields }) => {
  fields.value(name)
  fields.flag('helloOk')
  fields.value('client')
  // No compressor is offered back, and back-pressure labels are never sent.
  fields.value('compression')
  fields.value('backpressure')
  fields.done()
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
    ok: 1,
  }
}

/** Also tells that the store still writes: whoever asks wants to know whether it can be worked with. */
export const ping: Command = ({ fields }, { env }) => {
  fields.value('ping')
  fields.done()
  const failure = env.failure()
  if (failure) throw failure
  return { ok: 1 }
}

export const buildInfo: Command = ({ name, fields }) => {
  fields.value(name)
  fields.done()
  return {
    version: mongoVersion,
    versionArray: [7, 0, 0, 0],
    gitVersion: 'kelu embedded store',
    modules: ['kelu-embedded'],
    storageEngines: ['lmdb'],
    bits: 64,
    maxBsonObjectSize: maxDocumentBytes,
    ok: 1,
  }
}

export const endSessions: Command = ({ fields }) => {
  fields.value('endSessions')
  fields.done()
  return { ok: 1 }
}
