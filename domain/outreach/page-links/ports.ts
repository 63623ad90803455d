/**
 * What came of asking for a link. `busy` is worth asking again soon; `quota`: those of the day are used up, until `until`; `refused`
 * is an operator's matter, such as a page that was never released.
 */
export type PageLinkOutcome =
  | { kind: 'made'; url: string }
  | { kind: 'busy'; code: string }
  | { kind: 'quota'; code: string; until: Date }
  | { kind: 'refused'; code: string }

/** Makes https addresses that open a page of the mini-program, https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/url-link/generateUrlLink.html */
export interface PageLinkMaker {
  /** `page` of a mini-program is a path with its query; the link is over at `until`, 30 days ahead at the latest. Never throws for what the platform does. */
  make(at: { appid: string; page: string }, until: Date): Promise<PageLinkOutcome>
}
