/** `review`: a person should look. `unknown`: nobody could say, which stands in nobody's way. */
export type ContentVerdict = 'pass' | 'review' | 'risky' | 'unknown'

/** Judges words of customers that others get to see, https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html */
export interface ContentCheck {
  /** Never throws for what the platform does. */
  check(said: { openid: string; words: string; scene: 'profile' | 'comment' }): Promise<ContentVerdict>
}
