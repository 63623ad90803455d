import type { KfAccount, Person } from '../../contract.ts'
import { textOf, WecomRefusal } from '../call.ts'
import type { WecomWorld } from '../world.ts'
import { conversationKey, type KfConversation } from './kf-state.ts'

const sessionMs = 48 * 3_600_000

/** @throws WecomRefusal 48002 where the application is not among those that may call 微信客服 */
export function mustMayCallKf({ settings }: WecomWorld): void {
  if (settings.wecomKf === 'forbidden') throw new WecomRefusal(48002, 'api forbidden')
}

/**
 * The account a call is about.
 * @throws WecomRefusal 48002, 95000 without a well-formed id, 95004 for an account that is not there, 48007 for one that was not
 * given to the application
 */
export function accountOf(body: Record<string, unknown>, world: WecomWorld): KfAccount {
  mustMayCallKf(world)
  const openKfid = textOf(body.open_kfid)
  if (!/^wk[\w-]{1,62}$/.test(openKfid)) throw new WecomRefusal(95000, 'invalid open_kfid')
  const account = world.settings.kfAccounts.find((one) => one.openKfid === openKfid)
  if (!account) throw new WecomRefusal(95004, 'open_kfid not exist')
  if (account.granted === 'no') throw new WecomRefusal(48007, 'kf account not granted')
  return account
}

/** The person under the id that 微信客服 knows them by. */
export function kfPerson(id: string, { settings, people }: WecomWorld): Person | undefined {
  const prefix = settings.kfIdPrefix ?? ''
  return id.startsWith(prefix) ? people.byExternalUserid(id.slice(prefix.length)) : undefined
}

/** Whether the ids of 客户联系 and of 微信客服 are the same is believed, not documented: a test may have them differ. */
export const kfIdOf = ({ externalUserid }: Person, { settings }: WecomWorld): string =>
  `${settings.kfIdPrefix ?? ''}${externalUserid}`

/** The conversation as it stands now; undefined before the customer ever wrote. A session that nobody ended lasts 48 hours. */
export function conversationOf(
  openKfid: string,
  externalUserid: string,
  { state, clock }: WecomWorld,
): KfConversation | undefined {
  const found = state.kf.conversations.get(conversationKey(openKfid, externalUserid))
  if (found && isOver(found, clock.now())) found.state = 4
  return found
}

export const isOver = ({ lastMessageAt }: KfConversation, now: Date): boolean =>
  now.getTime() - lastMessageAt.getTime() >= sessionMs
