const sentences: Record<string, string> = {
  'login.refused': '企业微信里没有登录成功：可能是中途取消了，或这个企业微信账号还不是成员',
  'platform.unavailable': '企业微信暂时连不上，稍后再试或用密码登录',
}

/** What became of a log-in by WeCom that led to no session. */
export function wecomRefusal(code: string): string {
  return sentences[code] ?? '用企业微信登录没有成功，再试一次或用密码登录'
}
