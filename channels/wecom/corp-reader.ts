import type { z } from 'zod'
import type { CorpReader, ListedFriend, Told } from '../../domain/contact-sync/ports.ts'
import type { Limit } from '../coordination/rate-governor.ts'
import type { ErrcodeCall } from '../errcode-client.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { departmentsReply, friendsReply, membersReply } from './corp-types.ts'
import { hourMs, minuteMs } from './limits.ts'
import { customersReply } from './types.ts'

const contact = '/cgi-bin/externalcontact'
const wechatUser = 1
const friendsPerPage = 100

/** Nobody's customers, or a customer of nobody: nothing there is an answer, too. */
const nobody = '84061'
const unknownContact = '40096'
const unknownMember = new Set(['60111', '46004', '40003'])
const lostCursor = '50100'
/** Refusals that are about the app and not about whom was asked for: no other question would be answered. */
const stops = new Set([
  ...[
    '40001',
    '40013',
    '40014',
    '41004',
    '42001',
    '48001',
    '48002',
    '48007',
    '48009',
    '50003',
    '60020',
    '301002',
  ],
])

/** How long WeCom is left alone after an answer that did not come. */
const lostAnswerMs = 10_000

/** Calls of the synchronisation, all of them together: it leaves most of every limit to what people wait for. */
export interface Politeness {
  perMinute: number
  perHour: number
}
/** Of the 10,000 a minute and 150,000 an hour that each API has, and the 20,000 and 600,000 of the address (document 90454). */
const usual: Politeness = { perMinute: 3_000, perHour: 45_000 }

/** Reads staff, departments and everybody's customers, politely. */
export function createCorpReader(deps: {
  api: Pick<WecomApi, 'call' | 'getUser' | 'getExternalContact' | 'getCorpTagList' | 'listFollowUsers'>
  corpId: string
  politeness?: Politeness
}): CorpReader {
  const { api, corpId, politeness = usual } = deps
  const name = `wecom:${corpId}:sync`
  const limits: readonly Limit[] = [
    { name, most: politeness.perMinute, windowMs: minuteMs },
    { name: `${name}:hour`, most: politeness.perHour, windowMs: hourMs },
  ]

  const read = <S extends z.ZodType>(
    call: Pick<ErrcodeCall<unknown>, 'path' | 'query' | 'body'> & { reply: S },
  ) =>
    api.call<z.infer<S>>({
      ...call,
      method: call.body === undefined ? 'GET' : 'POST',
      repeat: 'always',
      limits,
    } as ErrcodeCall<z.infer<S>>)

  const friends: CorpReader['friends'] = async (userid, cursor) => {
    const told = await toldBy(
      async () => {
        const reply = await read({
          path: `${contact}/batch/get_by_user`,
          body: { userid_list: [userid], cursor, limit: friendsPerPage },
          reply: friendsReply,
        })
        const unlicensed = reply.fail_info?.unlicensed_userid_list ?? []
        return {
          friends: reply.external_contact_list.map(friendOf),
          next: reply.next_cursor === cursor ? '' : reply.next_cursor,
          isUnlicensed: unlicensed.some((one) => one.toLowerCase() === userid.toLowerCase()),
        }
      },
      { [nobody]: () => ({ friends: [], next: '', isUnlicensed: false }) },
    )
    return told.kind === 'refused' && told.code === lostCursor ? { kind: 'cursorLost' } : told
  }

  return {
    departments: () =>
      toldBy(async () => {
        const { department } = await read({ path: '/cgi-bin/department/list', reply: departmentsReply })
        return department.map(({ id, name, parentid, department_leader }) => ({
          id,
          name,
          parent: parentid,
          leads: department_leader ?? [],
        }))
      }),
    members: (department) =>
      toldBy(async () => {
        const query = { department_id: String(department) }
        const { userlist } = await read({ path: '/cgi-bin/user/list', query, reply: membersReply })
        return userlist.map((member) => ({
          userid: member.userid,
          name: member.name,
          departments: mainFirst(member.department, member.main_department),
        }))
      }),
    member: (userid) =>
      toldBy(
        async () => {
          const { userid: asTold, name: called, departments, mainDepartment } = await api.getUser(userid)
          return { userid: asTold, name: called, departments: mainFirst(departments, mainDepartment) }
        },
        Object.fromEntries([...unknownMember].map((code) => [code, () => null])),
      ),
    followers: () => toldBy(() => api.listFollowUsers()),
    friends,
    friendIds: (userid) =>
      toldBy(
        async () => {
          const reply = await read({ path: `${contact}/list`, query: { userid }, reply: customersReply })
          return reply.external_userid
        },
        { [nobody]: () => [] },
      ),
    followersOf: (externalUserid) =>
      toldBy(
        async () => (await api.getExternalContact(externalUserid)).followers.map(({ userid }) => userid),
        { [nobody]: () => [], [unknownContact]: () => [] },
      ),
  }
}

type Row = z.infer<typeof friendsReply>['external_contact_list'][number]

function friendOf({ external_contact: person, follow_info: follow }: Row): ListedFriend {
  return {
    externalUserid: person.external_userid,
    name: person.name,
    // WeCom writes '' for what there is none of.
    ...(person.avatar && { avatar: person.avatar }),
    ...(person.unionid && { unionid: person.unionid }),
    usesWechat: person.type === wechatUser,
    since: new Date(follow.createtime * 1_000),
    ...(follow.state && { state: follow.state }),
    ...(follow.add_way !== undefined && { addWay: follow.add_way }),
    ...(follow.remark && { remark: follow.remark }),
    phones: (follow.remark_mobiles ?? []).filter((phone) => phone !== ''),
    tags: follow.tag_id ?? [],
  }
}

function mainFirst(departments: readonly number[], main: number | undefined): number[] {
  if (main === undefined || !departments.includes(main)) return [...departments]
  return [main, ...departments.filter((id) => id !== main)]
}

/** What WeCom told, or how it did not; `instead` = what refusals mean that are an answer. */
export async function toldBy<T>(
  ask: () => Promise<T>,
  instead: Record<string, () => T> = {},
): Promise<Told<T>> {
  try {
    return { kind: 'told', value: await ask() }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    const { code, kind, retryable, afterMs } = error
    const answer = instead[code]
    if (kind === 'errcode' && answer) return { kind: 'told', value: answer() }
    if (stops.has(code)) return { kind: 'stopped', code }
    const isLost = kind !== 'errcode' && kind !== 'malformed' && kind !== 'invalid'
    if (retryable || isLost) return { kind: 'later', afterMs: afterMs ?? lostAnswerMs, code }
    return { kind: 'refused', code }
  }
}
