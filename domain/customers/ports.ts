// What edges ask of the platforms about people. Adapters under `channels/` implement these.

/** A customer as WeCom's customer-contact API tells it. It proves no phone number; members may have noted some. */
export interface Contact {
  /** Only for WeChat users, and only when the corp is bound to a WeChat developer account. */
  unionid?: string
  name: string
  avatar?: string
  follows: ContactFollow[]
}

export interface ContactFollow {
  staff: string
  since: Date
  state?: string
  addWay?: number
  remark?: string
  /** Numbers the member noted, as they were typed. */
  phones?: string[]
  /** Ids of the corp tags of the pair. */
  tagIds?: string[]
}

export interface ContactReader {
  /** Null when the platform does not know this id (any more); throws when it could not be asked. */
  read(externalUserid: string): Promise<Contact | null>
}

/** Numbers that WeChat proved, https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html */
export interface MiniProgramPhones {
  /**
   * The E.164 number behind the code of a button; a code works once, for five minutes. Throws DomainError
   * `phone.code_refused` (ask the customer to press again), `phone.busy` (a quota; `retryAfterSeconds`), `platform.unavailable`.
   */
  numberOf(code: string, appid: string): Promise<string>
}

/** Exchanges a log-in code for who logged in, https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html */
export interface MiniProgramLogin {
  /**
   * By the mini-program the code is of. Throws DomainError `login.refused` when the code is bad, used or its user blocked, `platform.unavailable` when the
   * platform could not answer. The session key never leaves the adapter.
   */
  exchange(code: string, appid: string): Promise<{ openid: string; unionid?: string }>
}
