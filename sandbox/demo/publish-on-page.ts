import { stringify } from 'yaml'
import type { PageClient } from './page-client.ts'

/** 周敏 writes a definition on the page and puts it into use. @throws what Kelu refuses it for */
export async function publishOnPage(page: PageClient, path: string, definition: object): Promise<void> {
  const draft = { session: 'page-of-zhoumin', text: stringify(definition) }
  await page.ask('zhoumin', 'POST', `/definitions/${path}/draft`, draft)
  await page.ask('zhoumin', 'PUT', `/definitions/${path}/draft`, draft)
  await page.ask('zhoumin', 'POST', `/definitions/${path}/publish`, {})
}
