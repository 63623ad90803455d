import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, modelOf, number, oneOf, partOf, text } from './collection.ts'
import { insertNew, unlessPresent } from './duplicates.ts'

/** The picture in WeCom's own store. */
export interface WecomCopy {
  corpId: string
  mediaId: string
  /** When WeCom forgets it (business time). */
  until: Date
}

/** A picture people uploaded. */
export interface Media {
  /** SHA-256 of its bytes, as hex. */
  _id: string
  type: 'png' | 'jpeg' | 'gif'
  width: number
  height: number
  sizeBytes: number
  /** Who uploaded it first, and when (real time). */
  by: string
  at: Date
  wecom?: WecomCopy
  /** While nothing names it; read by the store's TTL monitor. */
  expiresAt?: Date
}

const schema = collectionOf<Media>('media', {
  _id: text,
  type: oneOf('png', 'jpeg', 'gif'),
  width: number,
  height: number,
  sizeBytes: number,
  by: text,
  at: date,
  wecom: partOf<WecomCopy>({ corpId: text, mediaId: text, until: date }),
  expiresAt: Date,
})
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** A part of the bytes of one. */
interface Piece {
  /** `<media>:<number>`. */
  _id: string
  media: string
  number: number
  bytes: Buffer
  expiresAt?: Date
}

const pieceSchema = collectionOf<Piece>('mediaPieces', {
  _id: text,
  media: text,
  number,
  bytes: { type: Buffer, required: true },
  expiresAt: Date,
})
pieceSchema.index({ media: 1, number: 1 })
pieceSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

/** Far below what a document may hold, so that a write holds nobody up. */
const pieceBytes = 256 * 1024
const dayMs = 86_400_000
export const mediaRetentionDays = 30

/** The TTL monitor compares with the store's own clock: machine time. The bytes go after what says that they are there. */
function endOfRetention() {
  const end = Date.now() + mediaRetentionDays * dayMs
  return { head: new Date(end), pieces: new Date(end + dayMs) }
}

export type MediaStore = ReturnType<typeof createMediaStore>

/** Pictures, each once; their bytes in pieces. */
export function createMediaStore(connection: Connection) {
  const heads = modelOf(connection, schema)
  // Bytes as they are: mongoose would copy each piece.
  const pieces = hotPathOf(connection, pieceSchema)
  const unnamed = { expiresAt: { $exists: true } }

  async function piecesOf(id: string): Promise<Piece[]> {
    return pieces.find({ media: id }, { promoteBuffers: true }).sort({ number: 1 }).toArray()
  }

  return {
    /** Keeps it for as long as one that nothing names. False when it is there already, and kept as long from now on. */
    async insert(media: Omit<Media, 'expiresAt' | 'wecom'>, bytes: Buffer): Promise<boolean> {
      const until = endOfRetention()
      const parts = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, part) => ({
        _id: `${media._id}:${part}`,
        media: media._id,
        number: part,
        bytes: bytes.subarray(part * pieceBytes, (part + 1) * pieceBytes),
        expiresAt: until.pieces,
      }))
      await insertNew(pieces, parts)
      await pieces.updateMany({ media: media._id, ...unnamed }, { $set: { expiresAt: until.pieces } })
      if (await unlessPresent(heads.insertOne({ ...media, expiresAt: until.head }))) return true
      await heads.updateOne({ _id: media._id, ...unnamed }, { $set: { expiresAt: until.head } })
      return false
    },

    async find(id: string): Promise<Media | null> {
      return heads.findOne({ _id: id }).lean<Media>()
    },
    async findMany(ids: readonly string[]): Promise<Media[]> {
      if (ids.length === 0) return []
      return heads.find({ _id: { $in: [...ids] } }).lean<Media[]>()
    },
    async all(): Promise<Media[]> {
      return heads.find({}).sort({ _id: 1 }).lean<Media[]>()
    },
    /** Null when not all of it is there. */
    async bytes({ _id, sizeBytes }: Pick<Media, '_id' | 'sizeBytes'>): Promise<Buffer | null> {
      const whole = Buffer.concat((await piecesOf(_id)).map((piece) => piece.bytes))
      return whole.length === sizeBytes ? whole : null
    },

    /** They stay for as long as that is true. */
    async areNamed(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      await pieces.updateMany({ media: { $in: [...ids] }, ...unnamed }, { $unset: { expiresAt: '' } })
      await heads.updateMany({ _id: { $in: [...ids] }, ...unnamed }, { $unset: { expiresAt: 1 } })
    },
    /** They go when nobody names them again in time. */
    async areUnnamed(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      const until = endOfRetention()
      const lasting = { expiresAt: { $exists: false } }
      await heads.updateMany({ _id: { $in: [...ids] }, ...lasting }, { $set: { expiresAt: until.head } })
      await pieces.updateMany({ media: { $in: [...ids] }, ...lasting }, { $set: { expiresAt: until.pieces } })
    },

    async keepWecomCopy(id: string, wecom: WecomCopy): Promise<void> {
      await heads.updateOne({ _id: id }, { $set: { wecom } })
    },
    /** WeCom does not know that id any more. */
    async forgetWecomCopy(id: string, mediaId: string): Promise<void> {
      await heads.updateOne({ _id: id, 'wecom.mediaId': mediaId }, { $unset: { wecom: 1 } })
    },
  }
}
