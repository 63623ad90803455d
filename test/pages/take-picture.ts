import type { Page } from 'playwright-core'

/** The whole page as one picture: bars that stick to the window stand at its ends, not in its middle. */
export async function takePicture(page: Page, file: string): Promise<void> {
  // Figures that are asked for after the page is there: a picture is for people, nothing is proven by it.
  await page.waitForTimeout(1_500)
  const { width } = page.viewportSize() ?? { width: 1_280 }
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ width, height })
  await page.screenshot({ path: file })
}
