/** Exchanges a log-in code for who logged in, https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html */
export interface MiniProgramLogin {
  /**
   * Throws DomainError `login.refused` when the code is bad, used or its user blocked, `platform.unavailable` when the
   * platform could not answer. The session key never leaves the adapter.
   */
  exchange(code: string): Promise<{ openid: string; unionid?: string }>
}
