import { roleNames } from '../../../domain/members/roles.ts'
import type { Report, ReportDelivery, ReportLine } from '../../../models/reports.ts'

const reasons: Record<string, string> = {
  unreachable: '企业微信里联系不到：不在应用可见范围，或没有激活',
  content: '内容企业微信不收',
  quota: '企业微信的额度用完了',
  configuration: '企业微信应用的设置不对，请运维看「体检」',
  off: '还没有接企业微信',
  dayOver: '企业微信一天都没有收，过了当天不再发',
}

/** What became of a message, as people read it; what WeCom said stands behind. */
export function saysOf({ state, reason = '', code, againAt }: Omit<ReportDelivery, 'contents'>): string {
  const said = code === undefined ? '' : `（${code}）`
  switch (state) {
    case 'sending':
      return '正在发'
    case 'waiting':
      return `企业微信这会儿不收${said}，${againAt ? '过一会儿再发' : '会再发'}`
    case 'sent':
      return '发到了'
    case 'refused':
      return `${reasons[reason] ?? '企业微信没有收'}${said}`
    case 'unknown':
      return `企业微信没有回话，可能收到了，不再发第二次${said}`
    case 'noAccount':
      return '没有填企业微信账号，到「成员」里填上'
    case 'noStore':
      return '没有自己的门店，到「成员」里填上'
  }
}

export const presentLines = (lines: readonly ReportLine[]) =>
  lines.map(({ words, url }) => ({ words, url: url ?? null }))

export function presentReport({ _id: id, kind, day, from, to, state, madeAt, told }: Report) {
  return { id, kind, day, from, to, state, madeAt, told: told ?? null }
}

export function presentDelivery(delivery: ReportDelivery) {
  const { _id: id, what, name, role, state, at, lines } = delivery
  return {
    ...{ id, what, name, state, at },
    role: roleNames[role as keyof typeof roleNames] ?? role,
    says: saysOf(delivery),
    lines: presentLines(lines),
  }
}
