import { type BsonDocument, decode, encode } from '../bson/value.ts'

// The MongoDB wire protocol, as far as a driver of today speaks it to a standalone server: OP_MSG, and the one
// OP_QUERY with which every socket is opened. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/

export const maxMessageBytes = 48_000_000
const opReply = 1
const opQuery = 2004
const opMsg = 2013
const headerBytes = 16
const checksumPresent = 1
const moreToCome = 2
const exhaustAllowed = 1 << 16

export interface Request {
  id: number
  legacy: boolean
  /** The client wants no answer (unacknowledged writes, endSessions). */
  silent: boolean
  body: BsonDocument
}

/** A message this server cannot read; the connection is closed. */
export class ProtocolError extends Error {}

/** Cuts a byte stream into whole messages: gives those that each chunk completes. */
export function createSplitter(): (chunk: Buffer) => Generator<Buffer> {
  let chunks: Buffer[] = []
  let size = 0
  return function* split(chunk) {
    chunks.push(chunk)
    size += chunk.length
    if (size < 4) return
    let buffered = joinIfComplete(chunks, size)
    while (buffered && buffered.length >= 4) {
      const length = buffered.readInt32LE(0)
      if (length < headerBytes || length > maxMessageBytes)
        throw new ProtocolError(`message of ${length} bytes`)
      if (buffered.length < length) break
      yield buffered.subarray(0, length)
      buffered = buffered.subarray(length)
    }
    if (buffered) {
      chunks = buffered.length > 0 ? [buffered] : []
      size = buffered.length
    }
  }
}

// Joins only once the first message is complete, so that a large one is not copied again for each chunk.
function joinIfComplete(chunks: Buffer[], size: number): Buffer | undefined {
  const first = chunks[0]!
  if (chunks.length === 1) return first
  if (first.length >= 4 && size < first.readInt32LE(0)) return undefined
  return Buffer.concat(chunks)
}

/** Reads one OP_MSG or OP_QUERY. Throws ProtocolError on anything else. */
export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4)
  const opcode = message.readInt32LE(12)
  if (opcode === opMsg) return { id, legacy: false, ...readMsg(message) }
  if (opcode === opQuery) return { id, legacy: true, silent: false, body: readQuery(message) }
  throw new ProtocolError(`opcode ${opcode} is not supported`)
}

function readMsg(message: Buffer): { silent: boolean; body: BsonDocument } {
  const flags = message.readUInt32LE(headerBytes)
  if (flags & ~(checksumPresent | moreToCome | exhaustAllowed))
    throw new ProtocolError(`OP_MSG flags ${flags}`)
  const end = message.length - (flags & checksumPresent ? 4 : 0)
  let body: BsonDocument | undefined
  const sequences: [string, BsonDocument[]][] = []
  let at = headerBytes + 4
  while (at < end) {
    const kind = message[at++]
    const section = sized(message, at, end)
    if (kind === 0) body = decode(section)
    else if (kind === 1) sequences.push(readSequence(section))
    else throw new ProtocolError(`OP_MSG section of kind ${kind}`)
    at += section.length
  }
  if (!body) throw new ProtocolError('OP_MSG without a body')
  for (const [name, documents] of sequences) body[name] = documents
  return { silent: (flags & moreToCome) !== 0, body }
}

function readSequence(section: Buffer): [string, BsonDocument[]] {
  const nameEnd = section.indexOf(0, 4)
  if (nameEnd < 0) throw new ProtocolError('document sequence without a name')
  const documents: BsonDocument[] = []
  let at = nameEnd + 1
  while (at < section.length) {
    const bytes = sized(section, at, section.length)
    documents.push(decode(bytes))
    at += bytes.length
  }
  return [section.toString('utf8', 4, nameEnd), documents]
}

function readQuery(message: Buffer): BsonDocument {
  const nameEnd = message.indexOf(0, headerBytes + 4)
  const namespace = message.toString('utf8', headerBytes + 4, nameEnd)
  if (nameEnd < 0 || !namespace.endsWith('.$cmd'))
    throw new ProtocolError('OP_QUERY is for the first hello only')
  const body = decode(sized(message, nameEnd + 9, message.length))
  return { ...body, $db: namespace.slice(0, -'.$cmd'.length) }
}

function sized(buffer: Buffer, at: number, end: number): Buffer {
  const size = at + 4 <= end ? buffer.readInt32LE(at) : 0
  if (size < 5 || at + size > end) throw new ProtocolError('a document reaches beyond its message')
  return buffer.subarray(at, at + size)
}

/** A reply document, or one whose batch of documents is already encoded. */
export type Reply = object | EncodedBatch

export class EncodedBatch {
  constructor(
    readonly name: 'firstBatch' | 'nextBatch',
    readonly documents: Buffer[],
    readonly cursorId: bigint,
    readonly namespace: string,
  ) {}
}

export function writeReply(request: Request, reply: Reply, replyId: number): Buffer {
  const body = reply instanceof EncodedBatch ? encodeBatch(reply) : encode(reply)
  const prefix = request.legacy ? Buffer.alloc(20) : Buffer.alloc(5)
  if (request.legacy) prefix.writeInt32LE(1, 16)
  const header = Buffer.allocUnsafe(headerBytes)
  header.writeInt32LE(headerBytes + prefix.length + body.length, 0)
  header.writeInt32LE(replyId, 4)
  header.writeInt32LE(request.id, 8)
  header.writeInt32LE(request.legacy ? opReply : opMsg, 12)
  return Buffer.concat([header, prefix, body])
}

// {cursor: {<name>: [documents], id: Long, ns}, ok: 1.0}, without decoding and encoding each document again.
function encodeBatch({ name, documents, cursorId, namespace }: EncodedBatch): Buffer {
  const elements: Buffer[] = []
  documents.forEach((document, i) => {
    elements.push(Buffer.from(`\x03${i}\0`, 'latin1'), document)
  })
  const id = Buffer.alloc(12)
  id.write('\x12id\0', 'latin1')
  id.writeBigInt64LE(cursorId, 4)
  const ns = encode({ ns: namespace }).subarray(4, -1)
  const cursor = wrapped([Buffer.from(`\x04${name}\0`, 'latin1'), wrapped(elements), id, ns])
  return wrapped([Buffer.from('\x03cursor\0', 'latin1'), cursor, encode({ ok: 1 }).subarray(4, -1)])
}

function wrapped(parts: Buffer[]): Buffer {
  const size = parts.reduce((total, part) => total + part.length, 5)
  const head = Buffer.allocUnsafe(4)
  head.writeInt32LE(size)
  return Buffer.concat([head, ...parts, Buffer.from([0])], size)
}
