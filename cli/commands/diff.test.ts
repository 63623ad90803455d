import { expect } from 'vitest'
import { base, withCli } from '../testing/a-cli.ts'

const it = withCli
const promo = (text: string) => `message: promo
name: 促销
purpose: marketing
miniprogram:
  popup:
    title: 促销
    body: ${text}
`

it('files that say what is published differ in nothing', async ({ cli }) => {
  await cli.fromFile(base)
  expect(await cli.kelu('diff')).toMatchObject({ code: 0, out: '2 个定义与已发布的一致\n' })
})

it('a new file, a changed one with its lines, and what has no file are told apart', async ({ cli }) => {
  await cli.fromFile(
    `${base}---\n${promo('春季')}---\nsegment: s\nname: 人群\nkind: static\nrule: { tag: A }\n`,
  )
  await cli.file('promo.yaml', promo('夏季'))
  await cli.file('new.yaml', promo('新').replace('promo', 'fresh'))
  const { out, code } = await cli.kelu('diff')
  expect(code).toBe(0)
  expect(out).toContain('message:fresh  新的（还没有发布）  new.yaml')
  expect(out).toContain('message:promo  文件有改动  promo.yaml，已发布的是 @1')
  expect(out).toMatch(/^-\s+body: 春季\n\+\s+body: 夏季$/m)
  expect(out).toContain('没有文件、继续使用已发布的：segment:s')
  expect((await cli.kelu('diff --json')).json()).toMatchObject({
    differences: [
      { key: 'message:fresh', standing: 'new', published: null },
      { key: 'message:promo', standing: 'changed', published: 1 },
    ],
    missing: ['segment:s'],
    same: 2,
  })
})

it('a file with an older text, and one whose definition was changed on the page, are named as such', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${promo('一')}---\n${promo('甲').replace('promo', 'other')}`)
  await cli.fromFile(promo('二'))
  await cli.onPage(promo('乙').replace('promo', 'other'))
  await cli.file('promo.yaml', promo('一'))
  await cli.file('other.yaml', promo('丙').replace('promo', 'other'))
  const { differences } = (await cli.kelu('diff --json')).json() as { differences: object[] }
  expect(differences).toMatchObject([
    { key: 'message:other', standing: 'elsewhere', published: 2 },
    { key: 'message:promo', standing: 'older', published: 2 },
  ])
})
