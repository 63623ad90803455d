import type { SandboxClock } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import { isOfCompany } from '../wechat/apps.ts'
import { listOf, mustFit, objectOf, textOf, WecomRefusal } from './call.ts'
import type { WecomState } from './state.ts'

const maxAttachments = 9
const maxTitleBytes = 128
const maxMiniprogramTitleBytes = 64
const maxDescBytes = 512
const maxUrlBytes = 2_048

/** What the rules are checked against. */
interface Known {
  settings: SandboxSettings
  clock: Pick<SandboxClock, 'now'>
  state: Pick<WecomState, 'media'>
}

type Check = (body: Record<string, unknown>, known: Known) => void

/** An id counts while it lives, for files of its kind. */
function mustBeMedia(id: unknown, type: string, { clock, state }: Known): void {
  const media = state.media.get(textOf(id))
  if (!media || media.type !== type || media.expiresAt <= clock.now())
    throw new WecomRefusal(40007, 'invalid media_id')
}

/** One rule a kind of attachment (发送新客户欢迎语, document 92599). */
const checks: Record<string, Check> = {
  image: (body, known) => {
    if (textOf(body.media_id) !== '') mustBeMedia(body.media_id, 'image', known)
    else if (textOf(body.pic_url) === '') missing('image.media_id')
  },
  link: (body) => {
    const title = textOf(body.title)
    const url = textOf(body.url)
    if (title === '') missing('link.title')
    if (url === '') missing('link.url')
    mustFit(title, maxTitleBytes, 'link.title')
    mustFit(textOf(body.desc), maxDescBytes, 'link.desc')
    mustFit(url, maxUrlBytes, 'link.url')
  },
  miniprogram: (body, known) => {
    for (const name of ['title', 'pic_media_id', 'appid', 'page']) {
      if (textOf(body[name]) === '') missing(`miniprogram.${name}`)
    }
    mustFit(textOf(body.title), maxMiniprogramTitleBytes, 'miniprogram.title')
    if (!isOfCompany(body.appid, known.settings)) throw new WecomRefusal(90207, 'invalid miniprogram appid')
    mustBeMedia(body.pic_media_id, 'image', known)
  },
  video: (body, known) => {
    if (textOf(body.media_id) === '') missing('video.media_id')
    mustBeMedia(body.media_id, 'video', known)
  },
  file: (body, known) => {
    if (textOf(body.media_id) === '') missing('file.media_id')
    mustBeMedia(body.media_id, 'file', known)
  },
}

/** @throws WecomRefusal for too many, an unknown kind, or a field missing or over its bytes */
export function checkAttachments(value: unknown, known: Known): Record<string, unknown>[] {
  const attachments = listOf(value)
  if (attachments.length > maxAttachments) throw new WecomRefusal(41064, 'too many attachments')
  return attachments.map((item) => {
    const attachment = objectOf(item) ?? {}
    const kind = textOf(attachment.msgtype)
    const check = Object.hasOwn(checks, kind) ? checks[kind] : undefined
    if (!check) throw new WecomRefusal(41065, 'invalid attachment msgtype')
    check(objectOf(attachment[kind]) ?? {}, known)
    return attachment
  })
}

function missing(name: string): never {
  throw new WecomRefusal(40063, `some parameters are empty: ${name}`)
}
