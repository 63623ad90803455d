import { createHash } from 'node:crypto'

/** A name for one secret of one application: a new secret is a new name, so an old refusal or token does not stick. */
export function tokenKey(platform: string, application: string, secret: string): string {
  const mark = createHash('sha256').update(`${application}\n${secret}`).digest('hex').slice(0, 16)
  return `${platform}:${application}:${mark}`
}
