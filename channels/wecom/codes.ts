import type { MemberRefusal } from '../../domain/channel-codes/ports.ts'
import type { RefusalReason } from '../../domain/outreach/ports.ts'
import type { ErrcodeRules } from '../errcode-client.ts'

export const badSecret = new Set(['40001', '40013', '41004'])
/** A log-in code that is wrong, used or expired (document 98176). */
export const badLoginCode = new Set(['40029', '42003'])

export const duplicateTagName = '40071'
export const badTagId = '40068'
/** Of a corp's tags or of a pair's (documents 92117, 92118). */
export const tagsFull = '40126'
/** The pair of staff member and customer does not exist, or the member may not have it. */
export const noRelation = new Set(['84061', '84074', '84084', '40096', '60011', '60111'])

/** An id under which a third-party application knows the customer: ours means nobody by it (document 90313). */
export const foreignContactId = '41056'

/** There is no contact way of that id (document 90313). */
export const badConfigId = '41044'
/** Whom a contact way cannot lead to. Which member it is nobody says: one who cannot be used refuses the whole call (documents 92228, 90313). */
export const memberRefusals: ReadonlyMap<string, MemberRefusal> = new Map([
  ['41054', 'notActivated'],
  ['40098', 'noRealName'],
  ['701008', 'noLicence'],
  ['40003', 'unknown'],
  ['46004', 'unknown'],
  ['60111', 'unknown'],
  ['50002', 'outOfRange'],
  ['60011', 'outOfRange'],
  ['84074', 'outOfRange'],
])

/** A picture's id lives three days (document 90253). */
export const badMediaId = '40007'
export const badMiniprogram = '90207'

/** What is wrong with the words, pictures or cards of a message in the chat with a salesperson (documents 92135, 92137). */
const wrongContent: readonly [string, RefusalReason][] = [
  badMediaId,
  '40035',
  '40058',
  '40063',
  '41064',
  '41065',
  '44004',
  '45002',
  badMiniprogram,
].map((code) => [code, 'content'])

export const welcomeAlreadyBegun = '41051'
export const welcomeCodeSpent = '41050'
/** Refusals of a welcome message (document 92137). A code that is over or spent is nobody's fault. */
export const welcomeRefusals: ReadonlyMap<string, RefusalReason> = new Map([
  [welcomeCodeSpent, 'codeExpired'],
  ['41049', 'content'],
  ['41053', 'unreachable'],
  ...wrongContent,
])

/** None of the customers of a group-send can be reached. */
export const groupSendNobody = '41048'
/** A group-send that was cancelled, or that WeCom knows nothing of: nobody can send it. */
export const groupSendOver = new Set(['41093', '41047'])
/** This salesperson cannot send to customers: no such member, out of range, without the right. */
export const groupSendSenderRefusals = new Set([
  '40003',
  '60111',
  '60011',
  '84061',
  '84074',
  '84084',
  '50002',
  '46004',
])
/** Refusals of group-sends (document 92135) and of reminders (document 97610). */
export const groupSendRefusals: ReadonlyMap<string, RefusalReason> = new Map([
  ['41094', 'quota'],
  ['41046', 'content'],
  ['41093', 'content'],
  ...wrongContent,
])

/** A token of a 微信客服 callback that is over, and cursors that are none (documents 94670, 90313). */
export const badKfToken = '95007'
export const badKfCursor = new Set(['40035', '40058', '50100'])

/** Refusals of messages of 微信客服 (documents 94677, 90313). */
export const kfRefusals: ReadonlyMap<string, RefusalReason> = new Map([
  ['95001', 'kfFull'],
  ['95002', 'kfNoMessage'],
  ['95013', 'kfEnded'],
  ['95018', 'kfTaken'],
  ['40096', 'unreachable'],
  ['40008', 'content'],
  ['95008', 'content'],
  // No account of that id, or none the application was given.
  ['95000', 'configuration'],
  ['95004', 'configuration'],
  ['48002', 'configuration'],
  ['48007', 'configuration'],
  ...wrongContent,
])

export const cardAlreadySent = '42014'
export const responseCodeSpent = '60140'
/** Refusals of messages to staff (document 90236): which of them mean that this person cannot be reached in WeCom. */
export const staffRefusals: ReadonlyMap<string, RefusalReason> = new Map([
  ['invaliduser', 'unreachable'],
  ['unlicenseduser', 'unreachable'],
  ['40003', 'unreachable'],
  ['46004', 'unreachable'],
  ['50002', 'unreachable'],
  ['60011', 'unreachable'],
  ['60111', 'unreachable'],
  ['81013', 'unreachable'],
  ['82001', 'unreachable'],
  [responseCodeSpent, 'quota'],
  ['40035', 'content'],
  ['40058', 'content'],
  ['44004', 'content'],
  ['45002', 'content'],
  ...cardShapeFaults(),
])

/** 42015–42052 are one family: faults in the shape of a card. */
function* cardShapeFaults(): Generator<[string, RefusalReason]> {
  for (let code = 42015; code <= 42052; code++) yield [String(code), 'content']
}

/**
 * Error codes of WeCom (developer.work.weixin.qq.com, document 90313) and what we do about them. Codes in none of these
 * tables are final, and told with WeCom's own words.
 */
export const wecomErrcodeRules: ErrcodeRules = {
  // 40001 is the secret itself: asking again and again gets our address banned (document 91039).
  tokenRefused: new Set([40014, 42001]),
  tokenDead: new Set([40001]),
  retryAfterMs: new Map([
    [-1, 500],
    [45033, 1_000],
    [45035, 1_000],
    [41063, 1_000],
    [41096, 1_000],
  ]),
  // Over a limit of the minute the api is closed for 60 s (document 90454).
  holdMs: new Map([[45009, () => 60_000]]),
  known: new Set([
    ...badSecret,
    ...badLoginCode,
    ...noRelation,
    ...welcomeRefusals.keys(),
    ...staffRefusals.keys(),
    ...groupSendRefusals.keys(),
    ...groupSendSenderRefusals,
    ...groupSendOver,
    groupSendNobody,
    duplicateTagName,
    foreignContactId,
    badTagId,
    tagsFull,
    badConfigId,
    badKfToken,
    ...kfRefusals.keys(),
    ...badKfCursor,
    ...memberRefusals.keys(),
    welcomeAlreadyBegun,
    cardAlreadySent,
  ]),
}
