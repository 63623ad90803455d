/** Source of a consent that a member noted on the customer's page. */
export const consentOnPage = 'customerPage'

const sources: Record<string, string> = {
  [consentOnPage]: '在客户 360° 记录',
  unsubscribe: '点了退订链接',
  'sms reply': '回短信退订',
  complaint: '在邮箱里举报为垃圾邮件',
  miniprogram: '在小程序里设置',
}

/** Where a consent came from, in words. */
export function consentSource(source: string): string {
  const [, form] = /^lead:(.+)$/.exec(source) ?? []
  return form === undefined ? (sources[source] ?? source) : `表单「${form}」勾选`
}
