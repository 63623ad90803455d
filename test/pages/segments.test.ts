import { afterAll, beforeAll, expect, it } from 'vitest'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await pageWorld()
  const { customers } = world.kelu
  const now = world.clock.now()
  for (const [n, tags] of [
    ['1', ['会员']],
    ['2', ['会员', '深度流失']],
    ['3', []],
  ] as const) {
    const one = await customers.getOrCreate([{ kind: 'ext', system: 'shop', value: n }], {
      source: 'shop',
      at: now,
    })
    const addTags = tags.map((name) => ({ name, kind: 'manual' as const }))
    await customers.change(one, { setProfile: { nickname: `客户${n}` }, addTags }, `seed:${n}`)
  }
})
afterAll(() => world?.close())

it('a segment is made, counted condition by condition, and published', async () => {
  const { page, axe, faults, close } = await world.openPage('marketer', '/segments')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '新建人群包' }).first().click()
  await page.getByRole('textbox', { name: '名字' }).fill('老会员')
  await page.getByRole('textbox', { name: /编号/ }).fill('old-members')
  await page.getByRole('button', { name: '建草稿' }).click()
  await page.getByRole('heading', { name: '老会员' }).waitFor()

  await page.getByRole('button', { name: '删掉第 1 条' }).click()
  await page.getByRole('button', { name: '加条件' }).click()
  await page.getByRole('menuitem', { name: '标签' }).click()
  await page.getByRole('textbox', { name: '标签' }).fill('会员')
  await page.getByText('精确').waitFor()
  await page.getByRole('button', { name: '有标签 会员' }).waitFor()
  await page.locator('#rule-all\\.0').getByText('2 人').first().waitFor()
  await page.getByText('在里面').first().waitFor()
  expect(await axe()).toEqual([])

  await page.getByRole('button', { name: '发布第 1 版' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布第 1 版' }).click()
  await page.getByText('已发布，2 秒内生效').waitFor()
  expect(faults).toEqual([])
  await close()
})

it.each(Object.entries(widths))(
  'conditions of every kind have a form on a %s, and the sentence opens them',
  async (_, width) => {
    const rule = {
      all: [
        { not: { tag: '深度流失' } },
        { trait: 'lastSeenAt', before: '30 days ago' },
        {
          event: 'order.paid',
          within: '90 days',
          where: {
            all: [{ prop: 'amountFen', atLeast: 100 }, { anyItem: { prop: 'name', contains: '精华' } }],
          },
        },
        { any: [{ consent: 'sms', is: 'granted' }, { reach: 'email' }, { trait: 'tier', in: ['high'] }] },
      ],
    }
    const text = `segment: every-kind-${width}\nname: 各种条件\nrule: ${JSON.stringify(rule)}\n`
    const { drafts } = world.kelu
    const editor = { session: 'seed-session', by: '周敏' }
    await drafts.open('segment', `every-kind-${width}`, editor)
    await drafts.save('segment', `every-kind-${width}`, { editor, text })
    const { page, axe, faults, close } = await world.openPage(
      'analyst',
      `/segments/every-kind-${width}`,
      width,
    )
    await page.getByRole('button', { name: '没有标签 深度流失' }).click()
    await page.locator('#rule-all\\.0.entry--open').waitFor()
    expect(await page.getByText('不是已知的条件').count()).toBe(0)
    expect(await axe()).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
)

it('its people are taken to a 群发 that is about to be written', async () => {
  const { page, close } = await world.openPage('marketer', '/segments/sleeping-members')
  await page.getByRole('button', { name: '拿去群发' }).click()
  await page.waitForURL('**/admin/broadcasts/*/edit')
  await page.getByText('沉睡会员').first().waitFor()
  await close()
})
