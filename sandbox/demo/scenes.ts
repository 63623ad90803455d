import type { Delivery, Sandbox } from '../contract.ts'
import type { CastMember } from './cast.ts'
import { codes, festival, leaves } from './festival.ts'
import type { FirstDay } from './first-day.ts'
import { oldCorp } from './hire.ts'
import type { PageClient } from './page-client.ts'
import { type Scene, scene } from './scene.ts'

/** What both sides say in the end, as far as a scene asks. */
export interface Played {
  members: readonly Pick<CastMember, 'person' | 'role'>[]
  deliveries: readonly Delivery[]
  /** States of the codes there are in WeCom. */
  codes: readonly string[]
  /** What the first round of the synchronisation said. */
  firstDay: FirstDay
  /** How the page shows somebody, by nickname. */
  shown: ReadonlyMap<string, Shown>
}

export interface Shown {
  owner: { userid: string } | null
  isLeftAlone: boolean
}

const advertising: ReadonlySet<string> = new Set(['groupSend', 'sms', 'subscription', 'email'])

/** What the story must have shown, scene by scene. */
export function judgeScenes({ members, deliveries, codes: made, firstDay, shown }: Played): Scene[] {
  const playing = (...roles: string[]) => members.filter(({ role }) => roles.includes(role.name))
  const guests = playing('festivalGuest')
  const waiters = playing('festivalWaiter')
  const alone = playing('leftAlone')
  const handed = playing('handedOver')

  /** How many of them got one that is so. */
  const got = (
    those: typeof guests,
    kind: string,
    isSo: (content: Record<string, unknown>) => boolean = () => true,
  ): number =>
    those.filter(({ person }) =>
      deliveries.some(
        (one) =>
          one.kind === kind &&
          [person.externalUserid, person.phone].includes(one.receiver) &&
          isSo(one.content),
      ),
    ).length
  const isFestivalSms = ({ templateCode }: Record<string, unknown>) => templateCode === festival.smsTemplate
  const sentBy = (userid: string) => (content: Record<string, unknown>) => content.staff === userid

  const scanned = [...guests, ...waiters, ...alone]
  const addressesOf = ({ person }: (typeof alone)[number]) => [
    person.externalUserid,
    person.openid,
    person.phone,
    person.email,
  ]
  const left = new Set(alone.flatMap(addressesOf))
  const toOldFriends = deliveries.filter(({ receiver }) => receiver.startsWith(oldFriendPrefix))

  return [
    scene('首日同步', [
      { what: '开工前就有的好友', expected: oldCorp.friends, found: firstDay.people },
      { what: '建档', expected: oldCorp.friends, found: firstDay.born },
      { what: '收到消息', expected: 0, found: toOldFriends.length },
    ]),
    scene('渠道活码', [
      {
        what: '页面上建好',
        expected: codes.length,
        found: codes.filter(({ id }) => made.includes(id)).length,
      },
      { what: '扫码收到带图欢迎语', expected: scanned.length, found: got(scanned, 'welcome', hasPicture) },
    ]),
    scene('中秋群发', [
      { what: '韩梅梅确认发出', expected: guests.length, found: got(guests, 'groupSend', sentBy('hanmei')) },
      { what: '周婷没确认', expected: waiters.length, found: waiters.length - got(waiters, 'groupSend') },
      { what: '到点改发短信', expected: waiters.length, found: got(waiters, 'sms', isFestivalSms) },
      {
        what: '两样都收到',
        expected: 0,
        found: got([...guests, ...handed], 'sms', isFestivalSms) + got(waiters, 'groupSend'),
      },
    ]),
    scene('勿扰', [
      {
        what: '收到营销消息',
        expected: 0,
        found: deliveries.filter(({ kind, receiver }) => advertising.has(kind) && left.has(receiver)).length,
      },
      {
        what: '不再打扰的客户',
        expected: alone.length,
        found: alone.filter(({ person }) => shown.get(person.nickname)?.isLeftAlone).length,
      },
    ]),
    scene('离职交接', [
      {
        what: '吴强的客户转给李雷',
        expected: handed.length,
        found: handed.filter(({ person }) => shown.get(person.nickname)?.owner?.userid === leaves.to).length,
      },
      { what: '待办也由李雷接手', expected: handed.length, found: cardsAbout(handed, deliveries, leaves.to) },
      {
        what: '流程由李雷接着发',
        expected: handed.length,
        found: got(handed, 'groupSend', sentBy(leaves.to)),
      },
    ]),
  ]
}

/** Looks at what was played, on the platforms and on the page. */
export async function playedScenes(
  members: Played['members'],
  deliveries: Played['deliveries'],
  {
    sandbox,
    page,
    firstDay,
  }: { sandbox: Pick<Sandbox, 'contactWays'>; page: PageClient; firstDay: FirstDay },
): Promise<Scene[]> {
  const shown = new Map<string, Shown>()
  for (const { person } of members.filter(({ role }) => lookedUp.has(role.name))) {
    const path = `/customers?search=${encodeURIComponent(person.nickname)}`
    const { items } = await page.ask<{ items: (Shown & { name: string })[] }>('zhoumin', 'GET', path)
    for (const { name, ...one } of items) shown.set(name, one)
  }
  return judgeScenes({
    members,
    deliveries,
    codes: (await sandbox.contactWays()).map(({ state }) => state),
    firstDay,
    shown,
  })
}

const lookedUp: ReadonlySet<string> = new Set(['leftAlone', 'handedOver'])
const oldFriendPrefix = 'wmOld'

const hasPicture = ({ attachments }: Record<string, unknown>): boolean =>
  Array.isArray(attachments) && attachments.some((one) => (one as { msgtype?: unknown }).msgtype === 'image')

/** Of how many of them a salesperson got a card. */
function cardsAbout(
  those: readonly Pick<CastMember, 'person'>[],
  deliveries: readonly Delivery[],
  userid: string,
): number {
  const cards = deliveries
    .filter(({ kind, receiver }) => kind === 'card' && receiver === userid)
    .map(({ content }) => JSON.stringify(content))
  return those.filter(({ person }) => cards.some((card) => card.includes(`"${person.nickname}"`))).length
}
