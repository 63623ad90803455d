import type { Page } from 'playwright-core'
import { structureOf } from '../../domain/definitions/written-text.ts'
import type { PageWorld } from './page-world.ts'

/** What a marketer does to a flow with the mouse, and words where there are words. */
export function flowHand(page: Page) {
  const drawer = page.locator('.drawer')
  return {
    drawer,
    press: (name: string | RegExp) => drawer.getByRole('button', { name }).click(),
    /** A channel. */
    tick: (name: string) => drawer.locator('.channels label').filter({ hasText: name }).click(),
    /** One of several ways, by its words. */
    choose: (words: string) => drawer.getByText(words, { exact: true }).click(),
    write: (field: string, words: string) =>
      drawer.getByRole('textbox', { name: field, exact: true }).fill(words),
    async pick(field: string, option: string, at = 0) {
      // The words of a select lie over its field: what is pressed is the box around both, once it stands still.
      const box = drawer.locator('.el-select__wrapper').filter({
        has: page.getByRole('combobox', { name: field, exact: true }),
      })
      await box.nth(at).click()
      await page.getByRole('option', { name: option, exact: true }).filter({ visible: true }).click()
    },
    /** A step by the plus of a way. */
    async add(way: string, kind: RegExp, name?: string) {
      await page.getByRole('button', { name: `在${way}加一步`, exact: true }).click()
      await page.getByRole('option', { name: kind }).click()
      if (name !== undefined) {
        await drawer.getByRole('textbox', { name: '这一步叫什么' }).fill(name)
        await drawer.getByRole('heading', { name, level: 2 }).waitFor()
      }
    },
  }
}

/** A flow from nothing, of this name. */
export async function newFlow(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '新建流程' }).first().click()
  await page.getByText('空白').click()
  await page.getByLabel('流程名称').fill(name)
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.locator('[data-step="@entry"]').waitFor()
}

/** What the draft of the flow that is open says, once it is saved. */
export async function savedFlow(
  page: Page,
  { kelu }: Pick<PageWorld, 'kelu'>,
): Promise<Record<string, unknown>> {
  await page.getByText('已保存').waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  return structureOf((await kelu.drafts.read('journey', id))?.draft.text ?? '') ?? {}
}
