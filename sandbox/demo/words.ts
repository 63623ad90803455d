import { DateTime } from 'luxon'
import { eventLabels } from '../../domain/audience/labels.ts'
import { reasonText } from '../../domain/outreach/touch/explain.ts'
import { touchStates } from '../../domain/outreach/touch/state-words.ts'
import { wholeTeam } from './people.ts'

/** What people call the things of the story: ids and states in words (zh-CN). */

const channelNames: Record<string, string> = {
  welcome: '好友欢迎语',
  wecom: '企业微信',
  miniprogram: '小程序订阅消息',
  popup: '小程序弹窗',
  sms: '短信',
  email: '邮件',
}
const shortReasons: Record<string, string> = {
  dayCapFull: '当天已到上限',
  weekCapFull: '本周已到上限',
  channelDayCapFull: '这个渠道当天已到上限',
  channelWeekCapFull: '这个渠道本周已到上限',
  noConsent: '未同意接收营销信息',
  noIdentity: '没有这个渠道的联系方式',
  holdout: '在对照组',
  quietHours: '正值免打扰时段',
  unreachable: '平台说联系不上这位客户',
}
const states: Record<string, string> = {
  ...touchStates,
  offered: '待接受',
  accepted: '跟进中',
  done: '已完成',
  joined: '并入已有任务',
  refused: '未送到',
}
const noticeNames: Record<string, string> = {
  card: '企业微信卡片',
  sms: '短信',
  reminder: '催办',
  reminderSms: '短信催办',
  managerNote: '告知经理',
}
const staffNames = new Map(wholeTeam.map(({ userid, name }) => [userid, name]))

export const channelName = (channel: string): string => channelNames[channel] ?? channel
export const staffName = (userid: string): string => staffNames.get(userid) ?? userid
export const stateInWords = (state: string): string => states[state] ?? state
export const noticeName = (kind: string): string => noticeNames[kind] ?? kind

/** Why somebody was not messaged, in words. */
export function reasonInWords(reason: string): string {
  const [kind, name] = reason.split(':')
  if (kind === 'silentDay') return `${name}是静默日`
  return shortReasons[reason] ?? reasonText(reason)
}

/** How a journey ended: `completed`, or `exit:<event>`. */
export function endInWords(reason: string): string {
  if (reason === 'completed') return '走完'
  if (reason === 'active') return '进行中'
  const event = reason.replace(/^exit:/, '')
  return `${eventLabels[event] ?? event}后离开`
}

export const localTime = (iso: string): DateTime =>
  DateTime.fromISO(iso, { zone: 'Asia/Shanghai' }).setLocale('zh-CN')

/** A later time: the hour, and the day when it is another one. */
export function timeSeenFrom(now: string, later: string): string {
  const [from, to] = [localTime(now), localTime(later)]
  return to.toFormat(to.hasSame(from, 'day') ? 'HH:mm' : 'M月d日 HH:mm')
}

/** Names of definitions by id. */
export type Names = Record<'journey' | 'message' | 'segment', (id: string) => string>

export function namesOf({
  journeys,
  messages,
  segments,
}: Record<'journeys' | 'messages' | 'segments', readonly { id: string; name: string }[]>): Names {
  const byId = (definitions: readonly { id: string; name: string }[]) => {
    const names = new Map(definitions.map(({ id, name }) => [id, name]))
    return (id: string) => names.get(id) ?? id
  }
  return { journey: byId(journeys), message: byId(messages), segment: byId(segments) }
}
