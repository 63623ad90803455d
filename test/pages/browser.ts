import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** A machine may be busy: what is waited for has this long to come. */
export const patienceMs = 90_000

/** The two widths every page is looked at. */
export const widths = { desk: 1_280, phone: 390 } as const
const heights: Record<number, number> = { [widths.desk]: 800, [widths.phone]: 844 }

export interface OpenedPage {
  page: Page
  /** What the browser refused by the policy, failed to run, or wrote as an error, so far. */
  faults: string[]
  /** Follows a link to a path of the marketers' page, without loading the page anew. */
  follow(path: string): Promise<void>
  /** What axe finds wrong at present, whatever its severity: rule and element. */
  axe(): Promise<string[]>
  close(): Promise<void>
}

export interface Browser {
  open(input: {
    path: string
    /** What the path is below: the marketers' page unless told otherwise. */
    root?: string
    width?: number
    cookie: { name: string; value: string } | null
  }): Promise<OpenedPage>
  close(): Promise<void>
}

/**
 * Debian's Chromium; each page opened has cookies and storage of its own. What pages loaded is kept for those that follow at the
 * same width. Whoever changes more than a page, such as its clock, closes its context instead.
 */
export async function openBrowser(base: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    // In a container one is root, and shared memory is small.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })

  const idle: { width: number; context: BrowserContext }[] = []
  async function contextOf(width: number): Promise<BrowserContext> {
    const at = idle.findIndex((each) => each.width === width)
    const [used] = at < 0 ? [] : idle.splice(at, 1)
    if (used) return used.context
    const context = await browser.newContext({
      viewport: { width, height: heights[width] ?? 800 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      hasTouch: width < 768,
    })
    context.setDefaultTimeout(patienceMs)
    return context
  }

  /** Leaves nothing of whoever was there but what they loaded. */
  async function leave(page: Page, width: number): Promise<void> {
    const context = page.context()
    await page.goto('about:blank')
    const session = await context.newCDPSession(page)
    await session.send('Storage.clearDataForOrigin', { origin: base, storageTypes: 'local_storage' })
    await context.clearCookies()
    for (const each of context.pages()) await each.close()
    idle.push({ width, context })
  }

  return {
    async open({ path, root = '/admin', width = widths.desk, cookie }) {
      const context = await contextOf(width)
      if (cookie) await context.addCookies([{ ...cookie, url: base }])
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (line) => {
        // A refusal the page shows is no fault of it; the browser notes each.
        if (line.type() === 'error' && !/status of 4\d\d/.test(line.text())) faults.push(line.text())
      })
      await page.goto(`${base}${root}${path}`)
      await settled(page)
      return {
        page,
        faults,
        async follow(to) {
          await follow(page, `${root}${to}`)
          await settled(page)
        },
        axe: () => axeOf(page),
        close: () => leave(page, width),
      }
    },
    close: () => browser.close(),
  }
}

/** Goes there as a link would, without loading the page anew; whether anything has come is not waited for. */
export async function follow(page: Page, place: string): Promise<void> {
  await page.evaluate(`
    history.pushState({ ...history.state, position: (history.state?.position ?? 0) + 1 }, '', ${JSON.stringify(place)})
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  `)
}

/** Nothing greyed for loading is left. The live stream never ends, so the network is never idle. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('.loading:not(.example .loading)').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready.then(() => undefined)')
}

let axeSource: Promise<string> | undefined

/** Colours half-way between two states have no contrast of their own; what turns for ever is not waited for. */
const animated = `Promise.all(document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => undefined)))
  .then(() => undefined)`

async function axeOf(page: Page): Promise<string[]> {
  axeSource ??= readFile(axeFile, 'utf8')
  await page.evaluate(await axeSource)
  // In one go: a button that is enabled in between would be on its way to its colour again.
  const { violations } = await page.evaluate<AxeResults>(`${animated}.then(() => axe.run(document))`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`),
  )
}
