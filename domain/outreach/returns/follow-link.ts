import type { TrackedLink } from '../../../models/links.ts'
import type { ResolveLink } from '../content/link-target.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { noteReading } from '../radar/note-reading.ts'
import { isRobot, tooFastMs } from './robots.ts'
import { signal } from './signal.ts'

export interface Visit {
  at: Date
  visitId: string
  userAgent?: string
  customerId?: string
  scanner?: boolean
}

/** Where a short link leads; counts the click of a person. Only stored targets are ever redirected to. */
export async function followLink(
  parts: OutreachParts,
  resolveLink: ResolveLink,
  code: string,
  visit: Visit,
): Promise<{ location: string } | null> {
  const link = await parts.stores.links.find(code)
  if (!link) return null
  const isPerson = !visit.scanner && !isRobot(visit.userAgent)
  if (link.material) {
    if (isPerson) await noteReading(parts, link, { at: visit.at, reader: visit.customerId })
    return { location: await resolveLink(link.target, code, link.appid) }
  }
  const touchId = isPerson ? await touchBehind(parts, link, visit) : null
  if (touchId !== null && !(await isTooFast(parts, touchId, visit.at))) {
    const { name } = link
    await signal(parts, {
      kind: 'clicked',
      touchId,
      at: visit.at,
      signalId: `${code}:${visit.visitId}`,
      link: name,
    })
  }
  return { location: await resolveLink(link.target, code, link.appid) }
}

/** A group-send has one link for everybody: whose click it is, the log-in tells; that of a stranger is the group-send's alone. */
async function touchBehind(
  { groupSends }: OutreachParts,
  { touchId, groupSend }: TrackedLink,
  { customerId }: Visit,
): Promise<string | null> {
  if (groupSend === undefined) return touchId
  return (await groupSends?.touchFor(groupSend, customerId)) ?? null
}

/** Mail gateways follow every link the moment a message arrives. */
async function isTooFast(parts: OutreachParts, touchId: string, at: Date): Promise<boolean> {
  const touch = await parts.stores.touches.find(touchId)
  if (touch?.channel !== 'email') return false
  const sentAt = touch.sentAt ?? touch.attempts.at(-1)?.at
  return sentAt !== undefined && at.getTime() - sentAt.getTime() < tooFastMs
}
