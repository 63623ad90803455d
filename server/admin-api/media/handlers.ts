import { isGif } from '../../../domain/media/gif.ts'
import type { MediaLibrary } from '../../../domain/media/media.ts'
import {
  mostPictureBytes,
  mostPictureSide,
  UnfitPicture,
  type UnfitReason,
} from '../../../domain/media/picture.ts'
import { pictureName, picturePath } from '../../../domain/media/picture-name.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Media } from '../../../models/media.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { media as contract } from './contract.ts'

/** Pictures for messages. */
export function createMediaHandlers(deps: {
  media: Pick<MediaLibrary, 'keep' | 'find'>
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { media, auditLog } = deps
  return {
    async upload({ query, body, caller }) {
      const file = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
      if (query.for === 'chat' && isGif(file)) throw refused('gif')
      const { media: kept, isNew } = await media.keep(file, caller.memberId).catch((error: unknown) => {
        throw error instanceof UnfitPicture ? refused(error.reason, error.format) : error
      })
      const { _id, type, sizeBytes } = kept
      if (isNew)
        await auditLog.record(caller, {
          action: 'media.uploaded',
          on: `media:${_id}`,
          details: { type, sizeBytes },
        })
      return present(kept)
    },

    async find({ params: { id } }) {
      const found = await media.find(id)
      if (found === null) throw new AdminRefusal(404, 'media.not_found', '这张图片已经不在了，重新上传一张')
      return present(found)
    },
  }
}

function present({ _id, type, width, height, sizeBytes }: Media) {
  return { name: pictureName(_id), type, width, height, sizeBytes, address: picturePath(_id) }
}

const megabytes = mostPictureBytes / 1024 / 1024

/** What is wrong, and what to do. */
const sentences: Record<UnfitReason | 'gif', string> = {
  unreadable: '这个文件不是图片，选一张 PNG、JPEG 或 GIF 再传',
  svg: 'SVG 里可以藏程序，不能上传，导出成 PNG 再传',
  otherFormat: '手机和信箱不都认得这种图片，另存为 PNG 或 JPEG 再传',
  truncated: '图片不完整，可能没有下载完，重新保存一次再传',
  damaged: '图片坏了，用看图软件打开、另存一份再传',
  tooHeavy: `图片超过 ${megabytes} MB，压缩后再传`,
  tooLarge: `图片太大，长和宽最多各 ${mostPictureSide} 像素，缩小后再传`,
  print: '这是印刷用的 CMYK 图片，手机上会变色，另存为 RGB 再传',
  gif: '企业微信只收 PNG 和 JPEG，另存一份再传',
}

function refused(reason: UnfitReason | 'gif', format?: string): AdminRefusal {
  const sentence = sentences[reason].replace('这种图片', format === undefined ? '这种图片' : ` ${format} `)
  return new AdminRefusal(422, 'media.unfit', sentence)
}
