import { listOf, textListOf, textOf, WecomRefusal } from './call.ts'
import type { WecomWorld } from './world.ts'

/** One 「联系我」 way as WeCom keeps it. */
export interface ContactWay {
  configId: string
  type: 1 | 2
  scene: 1 | 2
  style?: number
  remark: string
  skipVerify: boolean
  state: string
  users: string[]
  isExclusive: boolean
  markSource: boolean
  qrCode: string
  createdAt: Date
  /** How many were sent on to a member by it: the next scan goes to the next member. */
  scans: number
}

const maxWayUsers = 100
const maxTextChars = 30
const styles = [1, 2, 3]

/**
 * Refusals of 「联系我」 (document 92228). 41037–41045 are told as one family; which of them stands for what is only known
 * of 41041 (members), 41044 (config_id) and 41045 (total): the others are ours.
 */
export const refusals = {
  type: () => new WecomRefusal(41037, 'invalid contact way type'),
  scene: () => new WecomRefusal(41038, 'invalid contact way scene'),
  style: () => new WecomRefusal(41039, 'invalid contact way style'),
  users: () => new WecomRefusal(41040, 'invalid number of users in contact way'),
  tooManyUsers: () => new WecomRefusal(41041, 'contact way users exceed limit'),
  noConfigId: () => new WecomRefusal(41043, 'missing contact way config id'),
  configId: () => new WecomRefusal(41044, 'invalid contact way config id'),
  total: () => new WecomRefusal(41045, 'contact way total count exceeds limit'),
  inactive: () => new WecomRefusal(41054, 'the user is not activated'),
  noRealName: () => new WecomRefusal(40098, 'the user is not real-name verified'),
  noLicence: () => new WecomRefusal(701008, 'no user with a valid interoperability licence'),
}

/** @throws WecomRefusal 41043 without, 41044 for one nobody made */
export function wayOf(body: Record<string, unknown>, { state }: WecomWorld): ContactWay {
  const id = textOf(body.config_id)
  if (id === '') throw refusals.noConfigId()
  const way = state.contactWays.get(id)
  if (!way) throw refusals.configId()
  return way
}

/** @throws WecomRefusal 40058 over 30 characters */
export function shortText(value: unknown, name: string): string {
  const text = textOf(value)
  if ([...text].length > maxTextChars) throw new WecomRefusal(40058, `invalid Request Parameter: ${name}`)
  return text
}

/** @throws WecomRefusal 41039 for a style there is not */
export function styleOf(value: unknown, scene: number): number | undefined {
  if (value === undefined) return undefined
  if (scene !== 1 || !styles.includes(value as number)) throw refusals.style()
  return value as number
}

/**
 * The members a way leads to, each of whom must be activated, real-name verified and licensed: one who is not refuses the
 * whole call. Departments hold nobody here.
 */
export function usersOf(body: Record<string, unknown>, type: number, { people }: WecomWorld): string[] {
  const asked = textListOf(body.user, 'user')
  const parties = listOf(body.party)
  if (type === 1 && (asked.length !== 1 || parties.length > 0)) throw refusals.users()
  if (asked.length + parties.length === 0) throw refusals.users()
  if (asked.length > maxWayUsers) throw refusals.tooManyUsers()
  if (parties.length > 0) throw new WecomRefusal(60011, 'no privilege to access/modify contact/party/agent')
  const users = new Map<string, string>()
  for (const userid of asked) {
    const member = people.findStaff(userid)
    if (!member) throw new WecomRefusal(40003, 'invalid userid')
    if (!member.reachable) throw refusals.inactive()
    if (member.realName === 'missing') throw refusals.noRealName()
    if (member.licence === 'missing') throw refusals.noLicence()
    users.set(member.userid.toLowerCase(), member.userid)
  }
  return [...users.values()]
}
