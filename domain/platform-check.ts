/** Whether a platform takes us as we are configured, by a call that changes nothing. */
export type PlatformHealth =
  | { kind: 'ok' }
  /** It answered and will not have us: a setting is wrong, or a right is missing. `code` is the platform's own. */
  | { kind: 'refused'; code: string }
  /** It did not answer, or not now. */
  | { kind: 'unreachable'; code: string }

export interface PlatformCheck {
  platform: 'wecom' | 'wechat' | 'wechatpay' | 'aliyun' | 'tencent' | 'email'
  /** Never throws for what a platform does. */
  check(): Promise<PlatformHealth>
}
