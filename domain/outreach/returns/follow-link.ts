import type { OutreachParts } from '../outreach-parts.ts'
import { isRobot, tooFastMs } from './robots.ts'
import { signal } from './signal.ts'

export interface Visit {
  at: Date
  visitId: string
  userAgent?: string
  scanner?: boolean
}

/** Where a short link leads; counts the click of a person. Only stored targets are ever redirected to. */
export async function followLink(
  parts: OutreachParts,
  resolveLink: (target: string, code: string) => string | Promise<string>,
  code: string,
  visit: Visit,
): Promise<{ location: string } | null> {
  const link = await parts.stores.links.find(code)
  if (!link) return null
  if (!visit.scanner && !isRobot(visit.userAgent) && !(await isTooFast(parts, link.touchId, visit.at))) {
    const { touchId, name } = link
    await signal(parts, {
      kind: 'clicked',
      touchId,
      at: visit.at,
      signalId: `${code}:${visit.visitId}`,
      link: name,
    })
  }
  return { location: await resolveLink(link.target, code) }
}

/** Mail gateways follow every link the moment a message arrives. */
async function isTooFast(parts: OutreachParts, touchId: string, at: Date): Promise<boolean> {
  const touch = await parts.stores.touches.find(touchId)
  if (touch?.channel !== 'email') return false
  const sentAt = touch.sentAt ?? touch.attempts.at(-1)?.at
  return sentAt !== undefined && at.getTime() - sentAt.getTime() < tooFastMs
}
