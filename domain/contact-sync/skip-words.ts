/** Why the customers of a member could not be looked at, and what to do about it (zh-CN), by WeCom's code. */
const words: Readonly<Record<string, string>> = {
  '40003': '企业微信里没有这个账号',
  '40096': '企业微信不认识其中一位客户，可能是另一个系统（第三方应用）的客户编号',
  '50100': '翻页时企业微信丢了位置，明天会再试',
  '60011': '不在应用的可见范围里：到企业微信后台把 TA 加进来',
  '60111': '企业微信里没有这个账号',
  '701008': '没有互通账号的许可：到企业微信后台给 TA 激活',
  '84061': '企业微信说 TA 没有客户',
  '84074': '没有客户联系的权限：到企业微信后台把 TA 加进使用范围',
  '84084': '不是这些客户的联系人',
}

export function skipWords(code: string): string {
  return words[code] ?? `企业微信拒绝了（${code}）`
}
