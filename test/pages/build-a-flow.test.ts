import { afterAll, beforeAll, expect, it } from 'vitest'
import { flowHand, newFlow, savedFlow } from './flow-hand.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld
beforeAll(async () => {
  world = await pageWorld()
})
afterAll(() => world?.close())

it('what is wrong is said in plain words at its step, and mended by a press', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/journeys')
  const { drawer, press, tick, pick, add } = flowHand(page)
  await newFlow(page, '要改的')
  await page.locator('[data-step="@entry"]').click()
  await pick('什么时候开始', '客户做了一件事')
  await add('「触发条件」之后', /^发送消息/, '发一条')
  await drawer.getByText('还没选素材').first().waitFor()
  await page.locator('[data-step=send]').getByText('还没选素材').waitFor()
  await pick('素材', '用户评价征集')
  await tick('邮件')
  await tick('短信')
  await drawer.getByText('勾选了短信，但素材「用户评价征集」没有短信内容').first().waitFor()
  await page.locator('[data-step=send]').getByText('素材没有短信内容').waitFor()
  expect(await axe()).toEqual([])
  await press('不勾短信')
  await page.getByText('处要改，改好才能发布').waitFor({ state: 'hidden' })

  await add('「发一条」之后', /^A\/B/)
  await drawer.getByLabel('比例').first().fill('70')
  await drawer.getByLabel('比例').first().press('Tab')
  await drawer.getByText('各路的比例合起来是 120%，要正好 100%').first().waitFor()
  await press('平均分')
  await page.getByText('处要改，改好才能发布').waitFor({ state: 'hidden' })
  expect(await savedFlow(page, world)).toMatchObject({
    steps: { send: { send: { channels: ['email'] } }, split: { split: [{ share: 50 }, { share: 50 }] } },
  })
  expect(faults).toEqual([])
  await close()
})

it('the same is done by keyboard', async () => {
  const { page, faults, close } = await world.openPage('marketer', '/journeys')
  await newFlow(page, '用键盘')
  const steps = () =>
    page.locator('[data-step]').evaluateAll((all) => all.map((each) => each.getAttribute('data-step')))
  const at = () => page.evaluate<string>('document.activeElement?.dataset.step ?? ""')
  const add = async (way: string, words: string) => {
    await page.getByRole('button', { name: `在${way}加一步`, exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: '找步骤或素材' }).waitFor()
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
    await page.locator('.drawer').waitFor()
    await page.keyboard.press('Escape')
  }
  await add('「触发条件」之后', '判断')
  await expect.poll(at).toBe('wait-for')
  await add('「判断」的「是」上', '打标签')
  await add('「判断」的「否」上', '离开')
  // Esc of the menu leads back to its way, and adds nothing.
  await page.getByRole('button', { name: '在「打标签」之后加一步' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe(
    '在「打标签」之后加一步',
  )

  // Arrows walk the picture.
  await page.locator('[data-step="@entry"]').focus()
  await page.keyboard.press('ArrowDown')
  expect(await at()).toBe('wait-for')
  await page.keyboard.press('ArrowDown')
  expect(await at()).toBe('tag')
  await page.keyboard.press('ArrowRight')
  expect(await at()).toBe('exit')
  await page.keyboard.press('ArrowUp')
  expect(await at()).toBe('wait-for')

  await page.locator('[data-step=tag]').focus()
  await page.keyboard.press('Control+d')
  await page.locator('[data-step=tag-2]').waitFor()
  await page.keyboard.press('Escape')
  expect(await at()).toBe('tag-2')
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: '删除 1 步' }).press('Enter')
  await page.locator('[data-step=tag-2]').waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+z')
  await page.locator('[data-step=tag-2]').waitFor()
  await page.keyboard.press('Control+Shift+z')
  await page.locator('[data-step=tag-2]').waitFor({ state: 'hidden' })
  expect((await steps()).sort()).toEqual(['@entry', 'exit', 'tag', 'wait-for'])

  // F8 goes from fault to fault, in the order of the flow.
  await page.getByText('3 处要改，改好才能发布').waitFor()
  const titles: string[] = []
  for (let n = 0; n < 3; n += 1) {
    await page.keyboard.press('F8')
    titles.push((await page.locator('.drawer h2').textContent()) ?? '')
  }
  expect(titles).toEqual(['触发条件', '打标签', '离开流程'])

  // The same of a flow as the server gives it.
  await page.getByText('已保存').waitFor()
  await page.reload()
  // Keys reach only what is drawn.
  await page.locator('[data-step=tag]').waitFor()
  await page.locator('[data-step=tag]').press('Control+d')
  await page.locator('[data-step=tag-2]').waitFor()
  expect(faults).toEqual([])
  await close()
})
