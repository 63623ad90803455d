/** What hangs below a text in WeCom, as it is written. */
export type Attachment =
  | { link: { title?: string; url?: string; description?: string; picture?: string } }
  | { miniprogram: { title?: string; page?: string; picture?: string } }
  | { image: { picture?: string } }

export type AttachmentKind = 'image' | 'link' | 'miniprogram'

/** WeCom takes nine at most. */
export const mostAttachments = 9

export const kindNames: Record<AttachmentKind, string> = {
  image: '图片',
  link: '网页链接',
  miniprogram: '小程序卡片',
}

export function kindOf(attachment: Attachment): AttachmentKind {
  if ('link' in attachment) return 'link'
  return 'miniprogram' in attachment ? 'miniprogram' : 'image'
}

/** What it says, whatever it is. */
export function fieldsOf(attachment: Attachment): Record<string, string | undefined> {
  return { ...Object.values(attachment)[0] }
}

/** One to be written. */
export function newAttachment(kind: AttachmentKind): Attachment {
  if (kind === 'image') return { image: {} }
  return kind === 'link' ? { link: { title: '', url: '' } } : { miniprogram: { title: '', page: '' } }
}

/** With one field said anew; one that may be missing is taken out where nothing is said. */
export function withField(attachment: Attachment, field: string, text: string): Attachment {
  const kind = kindOf(attachment)
  const { [field]: _, ...rest } = fieldsOf(attachment)
  const isMissing = text === '' && (field === 'description' || field === 'picture')
  return { [kind]: isMissing ? rest : { ...rest, [field]: text } } as Attachment
}

/** The list with the one at this place moved by one; as it is at its ends. */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): T[] {
  const to = from + by
  const next = [...list]
  if (to < 0 || to >= list.length) return next
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

/** Where an uploaded picture stands; null for one that stands elsewhere, or none. */
export function addressOfPicture(picture: string | undefined): string | null {
  const id = /^media:([0-9a-f]{64})$/.exec(picture ?? '')?.[1]
  return id === undefined ? null : `/media/${id}`
}
