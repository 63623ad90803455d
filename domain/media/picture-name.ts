/** How a written message names a picture: `media:` and the SHA-256 of its bytes. */
const names = /\bmedia:([0-9a-f]{64})\b/g
const aName = /^media:([0-9a-f]{64})$/

export const pictureNamePattern = aName

export function pictureName(id: string): string {
  return `media:${id}`
}

/** The picture a text is the name of; null when it is something else. */
export function pictureNamedBy(text: string): string | null {
  return aName.exec(text)?.[1] ?? null
}

/** Every picture named in a text, once. */
export function picturesNamedIn(text: string): string[] {
  return [...new Set([...text.matchAll(names)].flatMap(([, id]) => id ?? []))]
}

/**
 * Where a picture stands, without our origin. Nobody finds one who does not hold its bytes already, and what is there never
 * changes.
 */
export function picturePath(id: string): string {
  return `/media/${id}`
}

/** The text with addresses for names. */
export function withPictureAddresses(text: string, publicUrl: string): string {
  return text.replaceAll(names, (_, id: string) => publicUrl + picturePath(id))
}
