import { createHash } from 'node:crypto'
import type { Customer } from '../../../models/customer.ts'
import { personKey } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import type { Touch } from '../../../models/touch.ts'
import { quotaKey } from '../../../models/wecom-quota.ts'
import { newLinkCode } from '../content/link-code.ts'
import { brandAppId } from '../delivery/addresses.ts'
import { attemptRef } from '../delivery/dispatch.ts'
import type { Shipment } from '../delivery/send.ts'
import { journeyWants } from '../gates/journey-active.ts'
import { holdOn } from '../gates/marketing-held.ts'
import type { Moved, OutreachParts, StepResult } from '../outreach-parts.ts'
import { linkTargets } from '../render/render.ts'
import type { Rendered } from '../render/rendered.ts'
import { withDecision } from '../touch/decisions.ts'
import { chooseSender } from './choose-sender.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { afterNotSent } from './not-sent.ts'
import { quotaOf } from './quota-rule.ts'
import { standing } from './standing.ts'
import { isOpen, type Window, windowAt } from './windows.ts'

/** Customers of one task (document 92135). */
const mostPeople = 10_000
/** After it was cancelled its results are read twice; who asks for the touch asks later than that, ms. */
const afterExpiryMs = 15 * 60_000

/** A touch that passed its gates joins the group-send of its sender, message and window. */
export async function join(
  parts: OutreachParts,
  deps: GroupSendDeps,
  shipment: Shipment,
): Promise<StepResult> {
  const { touch, request, customer, addresses, written } = shipment
  const now = parts.clock.now()
  const limits = parts.limitsAt(now)
  const rules = limits.groupSends
  const window = windowAt(now, rules, request.confirm)
  const choice = await chooseSender(deps, customer, window, rules)
  const isHeld =
    holdOn(parts.published, written.message.purpose) !== null ||
    journeyWants(parts.published, touch) !== 'yes'
  // What passed the gates a moment ago may not now: they are asked anew.
  if (choice.kind === 'none' || !isOpen(window, now) || isHeld) return again(parts, touch, now)

  const externalUserid = addresses.externalUserid ?? ''
  const sender = choice.userid
  const values = await inTheNameOf(sender, request.values ?? {}, deps)
  const render = (codes: Record<string, string>) =>
    wecomIn(
      parts.render({
        message: written.message,
        customer,
        touchId: touch._id,
        channel: 'wecom',
        addresses,
        values,
        codes,
        recommended: touch.recommended,
      }),
    )
  const send = await roomIn(parts, deps, { shipment, sender, window, render, now })
  const person = {
    _id: personKey(send._id, externalUserid),
    groupSend: send._id,
    externalUserid,
    touchId: touch._id,
    customerId: customer._id,
    state: 'joined',
    joinedAt: now,
  } as const
  const isIn = await deps.stores.groupSendPeople.insert(person)
  if (!isIn && (await deps.stores.groupSendPeople.find(person._id))?.touchId !== touch._id) {
    // The same words for the same customer in the same task, for another step: once is enough.
    return saidAlready(parts, touch, now)
  }
  // After they are in: whoever closes the window gives back what was taken for somebody whose touch never came to say so.
  const use = { cause: touch._id, at: now }
  const key = quotaKey(deps.corp, externalUserid)
  if (!(await deps.stores.wecomQuota.take(key, use, quotaOf(rules.quota, now))))
    return again(parts, touch, now)
  const n = touch.attempts.length + 1
  const until = send.expiresAt
  const joined = await parts.book.write(
    touch,
    {
      state: 'deferred',
      attempts: [
        ...touch.attempts,
        {
          ref: attemptRef(touch._id, n),
          channel: 'wecom',
          at: now,
          outcome: 'awaitingStaff',
          providerId: send._id,
          address: parts.signer.digest(externalUserid),
          message: written.version,
        },
      ],
      decisions: withDecision(touch.decisions, {
        at: now,
        gate: 'groupSend',
        verdict: 'defer',
        reason: 'awaitingStaff',
        channel: 'wecom',
        until,
        inputs: { sender, groupSend: send._id, window: window.opensAt },
      }),
      reservedAt: null,
      dueAt: new Date(until.getTime() + afterExpiryMs),
    },
    now,
  )
  if (!joined) return { touch: null }
  // The window may have closed while the touch was written: then it is not in.
  return standing(parts, deps, joined)
}

async function again(parts: OutreachParts, touch: Touch, now: Date): Promise<Moved> {
  return { touch: await parts.book.write(touch, { state: 'planned', reservedAt: null }, now) }
}

/** As if it had come too late to join. */
async function saidAlready(parts: OutreachParts, touch: Touch, now: Date): Promise<Moved> {
  const notSent = { reason: 'saidAlready', next: 'fallback' } as const
  return { touch: await parts.book.write(touch, afterNotSent(touch, 0, notSent, now), now) }
}

/** Words that name the salesperson name the one who sends them. */
async function inTheNameOf(
  sender: string,
  values: Record<string, string>,
  { staffName }: Pick<GroupSendDeps, 'staffName'>,
): Promise<Record<string, string>> {
  return values['staff.name'] === undefined ? values : { ...values, 'staff.name': await staffName(sender) }
}

type WecomRendered = Extract<Rendered, { channel: 'wecom' }>['message']

function wecomIn(rendered: Rendered): WecomRendered {
  if (rendered.channel !== 'wecom') throw new TypeError(`a group-send rendered as ${rendered.channel}`)
  return rendered.message
}

/** A place in the group-send of these words; begun if it is the first one, and once more after each that is full. */
async function roomIn(
  parts: OutreachParts,
  { stores: { groupSends }, corp }: GroupSendDeps,
  given: {
    shipment: Shipment
    sender: string
    window: Window
    render(codes: Record<string, string>): WecomRendered
    now: Date
  },
): Promise<GroupSend> {
  const { shipment, sender, window, render, now } = given
  const { touch, written, customer } = shipment
  const { journeyId } = touch
  // Words that differ are tasks of their own, and so are flows: one may be paused without the other.
  const about = [render({}), journeyId ?? '', customer.isTest, window.expiresAt.toISOString()]
  const digest = createHash('sha256').update(JSON.stringify(about)).digest('base64url').slice(0, 10)
  const head = `${sender}:${written.version ?? touch.messageId}:${window.opensAt.toISOString()}`
  for (let n = 1; ; ) {
    const _id = `${head}:${digest}.${n}`
    if (await groupSends.join(_id, mostPeople)) return found(await groupSends.find(_id))
    const known = await groupSends.find(_id)
    if (known) {
      // One that somebody else began a moment ago has room: a second task would ask the salesperson twice.
      if (known.state !== 'collecting' || known.people >= mostPeople) n += 1
      continue
    }
    const links = await storeLinks(parts, written.message, _id, customer, now)
    await groupSends.insert({
      _id,
      corp,
      sender,
      messageId: touch.messageId,
      version: written.version ?? touch.messageId,
      purpose: written.message.purpose,
      ...(journeyId !== undefined && { journeyId }),
      isTest: customer.isTest,
      priority: parts.precedence.of(journeyId),
      state: 'collecting',
      ...window,
      dueAt: window.closesAt,
      content: contentOf(render(links)),
      links,
      people: 0,
      calls: 0,
      lookups: 0,
      rev: 0,
    })
  }
}

const contentOf = ({ text, attachments }: WecomRendered): GroupSend['content'] => ({
  ...(text !== undefined && { text }),
  attachments: attachments.map((attachment) => ({ ...attachment })),
})

function found(send: GroupSend | null): GroupSend {
  if (!send) throw new Error('a group-send is gone')
  return send
}

/** Links of this group-send alone: by them a task whose answer was lost is known again, and a click is known to be of it. */
async function storeLinks(
  parts: OutreachParts,
  message: Shipment['written']['message'],
  groupSend: string,
  { _id: customerId }: Customer,
  now: Date,
): Promise<Record<string, string>> {
  const links: Record<string, string> = {}
  for (const [name, target] of Object.entries(linkTargets(message))) {
    let code = newLinkCode()
    const appid = brandAppId(parts, message)
    const link = () => ({
      ...{ _id: code, touchId: '', customerId, name, target, createdAt: now, groupSend },
      ...(appid && { appid }),
    })
    while (!(await parts.stores.links.insert(link()))) code = newLinkCode()
    links[name] = code
  }
  return links
}
