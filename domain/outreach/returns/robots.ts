/** Fetchers that open pictures and links on their own: mail proxies, security scanners, link previews. */
const robots =
  /bot\b|bot\/|spider|crawl|scan|preview|proxy|monitor|validator|safelinks|barracuda|mimecast|proofpoint|curl\/|wget\/|python-|go-http-client|okhttp\/|java\/|headless|facebookexternalhit|bytespider/i

/** True when the user agent says it is a machine, or says nothing at all. */
export function isRobot(userAgent: string | undefined): boolean {
  return userAgent !== undefined && (userAgent.trim() === '' || robots.test(userAgent))
}

/** Nobody opens or clicks within two seconds of sending: that is a scanner on the way. */
export const tooFastMs = 2_000
