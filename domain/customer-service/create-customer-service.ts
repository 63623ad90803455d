import type { Customer } from '../../models/customer.ts'
import type { KfConversationStore } from '../../models/kf-conversations.ts'
import type { KfCursorStore } from '../../models/kf-cursors.ts'
import type { Customers, IdentityClaim } from '../customers/contract.ts'
import type { Log } from '../log.ts'
import type { Outreach } from '../outreach/contract.ts'
import { afterMessage, afterSession, conversationId } from './conversation.ts'
import { whyFailed } from './fail-types.ts'
import type { KfHappening, KfPerson, ServiceDesk } from './ports.ts'

type Of<Kind extends KfHappening['kind']> = Extract<KfHappening, { kind: Kind }>

export interface CustomerService {
  /**
   * Reads what an account has, from where it was last read to its end, and tells it. Safe to run again after a crash at any point, and
   * at the same time in several processes. Throws when the platform could not be asked.
   */
  hearFrom(account: string, token?: string): Promise<void>
}

/** 微信客服 as Kelu hears it: who wrote, when and what kind of thing. */
export function createCustomerService(deps: {
  corp: string
  desk: ServiceDesk
  cursors: KfCursorStore
  conversations: KfConversationStore
  customers: Customers
  outreach: Pick<Outreach, 'signal' | 'touchOfRef'>
  log: Log
}): CustomerService {
  const { corp, desk, cursors, conversations, customers, outreach, log } = deps
  const keyOf = (kind: 'kf' | 'external', value: string) => customers.identityKey({ kind, corp, value })

  async function take(account: string, one: KfHappening, person: KfPerson | undefined): Promise<void> {
    const id = conversationId(corp, one.externalUserid, account)
    switch (one.kind) {
      case 'message':
        return takeMessage(account, one, person)
      case 'session':
        await conversations.change(id, (known) => afterSession(known, one.state, one.at))
        return
      case 'sendFailed':
        return takeFailure(id, one)
      case 'rejects':
        return takeRejection(one)
    }
  }

  /** The conversation is noted first: what begins by the event may answer at once. */
  async function takeMessage(
    account: string,
    one: Of<'message'>,
    person: KfPerson | undefined,
  ): Promise<void> {
    const customer = await whoWrote(one, person)
    if (!customer) return
    const id = conversationId(corp, one.externalUserid, account)
    await conversations.change(id, (known) => afterMessage(known, one))
    await becomeReachable(customer, `${eventId(account, one)}:reach`)
    if (one.refuses) await takeRefusal(account, one, customer)
    else await takeReply(account, one, customer)
    await customers.hear({
      _id: eventId(account, one),
      customerId: customer._id,
      name: 'kf.message',
      at: one.at,
      props: { account, kind: one.what },
      source: 'wecom',
    })
  }

  /** Of what Kelu said in this conversation, or of nothing: somebody begins to talk. What merely goes on is neither. */
  async function takeReply(account: string, one: Of<'message'>, customer: Customer): Promise<void> {
    const known = await conversations.find(conversationId(corp, one.externalUserid, account))
    const heard = known?.heard?.find(({ id }) => id === one.id)
    const signalId = eventId(account, one)
    if (heard?.answers !== undefined) {
      const touchId = outreach.touchOfRef(heard.answers)
      await outreach.signal({ kind: 'replied', touchId, at: one.at, signalId })
    } else if (heard?.begins) {
      await customers.hear({
        _id: `${signalId}:replied`,
        customerId: customer._id,
        name: 'message.replied',
        at: one.at,
        props: { channel: 'kf' },
        source: 'wecom',
      })
    }
  }

  /** Words like 别再发了 end marketing over this channel at once, as 回T退订 does by SMS. */
  async function takeRefusal(account: string, one: Of<'message'>, customer: Customer): Promise<void> {
    const cause = `${eventId(account, one)}:refused`
    await customers.change(customer, { setConsent: { kf: { state: 'refused', source: 'kf reply' } } }, cause)
    await customers.hear({
      _id: cause,
      customerId: customer._id,
      name: 'message.unsubscribed',
      at: one.at,
      props: { channel: 'kf' },
      source: 'wecom',
    })
  }

  async function becomeReachable(customer: Customer, cause: string): Promise<void> {
    if (customer.reach.kf?.state !== 'unreachable') return
    await customers.change(customer, { setReach: { kf: { state: 'reachable' } } }, cause)
  }

  async function takeFailure(conversation: string, one: Of<'sendFailed'>): Promise<void> {
    const known = await conversations.find(conversation)
    const send = known?.sends.find(({ msgid }) => msgid === one.msgid)
    // Of another application that answers from the same account.
    if (!send) return
    const { ref } = send
    await outreach.signal({
      kind: 'failed',
      touchId: outreach.touchOfRef(ref),
      at: one.at,
      signalId: `kf:${one.id}`,
      ref,
      ...whyFailed(one.failType),
    })
  }

  async function takeRejection(one: Of<'rejects'>): Promise<void> {
    const customer = await customers.findByIdentity(keyOf('kf', one.externalUserid))
    if (!customer) return
    const state = one.rejects ? ('unreachable' as const) : ('reachable' as const)
    await customers.change(
      customer,
      { setReach: { kf: { state, ...(one.rejects && { reason: 'kfRejected' }) } } },
      `kf:${one.id}:reach`,
    )
  }

  /** Null of somebody who was erased since they wrote. */
  async function whoWrote(one: Of<'message'>, person: KfPerson | undefined): Promise<Customer | null> {
    const known = await customers.findByIdentity(keyOf('kf', one.externalUserid))
    if (known && (known.unionid !== undefined || person?.unionid === undefined)) return known
    const claims: IdentityClaim[] = [
      ...(person?.unionid === undefined ? [] : [{ kind: 'unionid', value: person.unionid } as const]),
      { kind: 'kf', corp, value: one.externalUserid },
    ]
    const asFriend: IdentityClaim = { kind: 'external', corp, value: one.externalUserid }
    const [erasedAt] = await customers.erasedAt([[...claims, asFriend]])
    if (erasedAt && erasedAt >= one.at) return null
    // The two kinds of ids are believed to be the same; where they are not, nobody has this one.
    const friend = known ?? (await customers.findByIdentity(keyOf('external', one.externalUserid)))
    const customer = friend
      ? await customers.addClaims(friend, claims, 'wecom')
      : await customers.getOrCreate(claims, { source: 'wecom', at: one.at })
    return introduce(customer, person, one)
  }

  async function introduce(
    customer: Customer,
    person: KfPerson | undefined,
    one: Of<'message'>,
  ): Promise<Customer> {
    const { nickname, avatarUrl, sourceChannel } = customer.profile
    const setProfile = {
      ...(nickname === undefined && person?.nickname && { nickname: person.nickname }),
      ...(avatarUrl === undefined && person?.avatar && { avatarUrl: person.avatar }),
      ...(sourceChannel === undefined && { sourceChannel: '微信客服' }),
    }
    return customers.change(customer, { setProfile }, `kf:${one.id}:profile`)
  }

  /** Those the page tells of by a message whom nobody knows, or not by their unionid. */
  async function unknownIn(happenings: readonly KfHappening[]): Promise<Map<string, KfPerson>> {
    const ids = new Set(happenings.flatMap((one) => (one.kind === 'message' ? one.externalUserid : [])))
    const asked: string[] = []
    for (const id of ids) {
      const known = await customers.findByIdentity(keyOf('kf', id))
      if (known?.unionid === undefined) asked.push(id)
    }
    const people = asked.length > 0 ? await desk.people(asked) : []
    return new Map(people.map((person) => [person.externalUserid, person]))
  }

  return {
    async hearFrom(account, token) {
      let cursor = await cursors.find(account)
      for (;;) {
        const page = await desk.read(account, { cursor, ...(token !== undefined && { token }) })
        const people = await unknownIn(page.happenings)
        for (const one of page.happenings) await take(account, one, people.get(one.externalUserid))
        if (page.happenings.length > 0) log.debug({ account, told: page.happenings.length }, '微信客服 read')
        const isOurs = page.cursor === cursor || (await cursors.move(account, cursor, page.cursor))
        if (!page.more) return
        if (page.cursor === cursor) {
          log.warn({ account }, 'the record of a 微信客服 account does not go on')
          return
        }
        cursor = isOurs ? page.cursor : await cursors.find(account)
      }
    },
  }
}

const eventId = (account: string, { id }: Pick<KfHappening, 'id'>): string => `kf:${account}:${id}`
