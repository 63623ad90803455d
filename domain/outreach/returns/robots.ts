/**
 * Words by which a machine names itself in the product names and comments of its user agent: mail proxies, security scanners,
 * link previews, monitors. Compared as whole words, `GoogleImageProxy` and `link-preview` being three and two.
 */
const machineWords: ReadonlySet<string> = new Set([
  ...[
    'bot',
    'robot',
    'spider',
    'crawler',
    'crawl',
    'scan',
    'scanner',
    'preview',
    'proxy',
    'monitor',
    'monitoring',
  ],
  ...['validator', 'checker', 'fetcher', 'headless', 'phantom', 'puppeteer', 'playwright'],
  ...['safelinks', 'barracuda', 'mimecast', 'proofpoint', 'symantec', 'fireeye', 'zscaler', 'ggpht'],
  ...['facebookexternalhit', 'curl', 'wget', 'python', 'okhttp', 'java', 'axios', 'undici'],
])
/** `Googlebot`, `Bytespider`, `SeznamCrawler`: whoever follows the convention need not be known. Cubot makes phones. */
const machineEnding = /^(?!cubot$).+(bot|spider|crawler)$/
/** Libraries named in several words, and the address a crawler gives for complaints. */
const machinePhrase = /go-http-client|libwww-perl|apache-httpclient|node-fetch|\+https?:\/\//i

/**
 * True when the user agent says it is a machine, or says nothing: it is blank, or the bare `Mozilla/5.0` of Apple's mail
 * proxy, where a reader's program names what it runs on.
 */
export function isRobot(userAgent: string | undefined): boolean {
  if (userAgent === undefined) return false
  const said = withoutDevice(userAgent).trim()
  if (said === '' || /^mozilla(\/[\d.]+)?$/i.test(said) || machinePhrase.test(said)) return true
  return wordsOf(said).some((word) => machineWords.has(word) || machineEnding.test(word))
}

/** What a phone is called says nothing about its reader: `Android 7.0; CUBOT X19 Build/NRD90M` is Android 7.0. */
function withoutDevice(userAgent: string): string {
  return userAgent.replace(/(\bAndroid\b[^;()]*);[^()]*/gi, '$1')
}

function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
}

/** Nobody opens or clicks within two seconds of sending: that is a scanner on the way. */
export const tooFastMs = 2_000
