/** Short forms of what stands in the line of a gate. */
const short: Record<string, string> = {
  noIdentity: '没有联系方式',
  unreachable: '联系不上',
  noCredit: '没有订阅次数',
  noFriend: '已不是好友',
  senderAway: '员工不上班',
  confirmationsFull: '员工确认已满',
  pastTheirDay: '超出客户当天',
  wecomQuotaFull: '企业群发次数已满',
  noConsent: '未同意',
  noGuardian: '没有监护人同意',
  individualisationOff: '关闭了个性化',
  refused: '已拒收',
  doNotDisturb: '勿扰',
  dayCapFull: '当天',
  weekCapFull: '本周',
}

/** A reason in a few words; `says` is the whole sentence. */
export function shortOf(reason: string, says: string): string {
  const [kind = '', name] = reason.split(':')
  if (kind === 'excluded' && name) return name
  return short[reason] ?? says
}
