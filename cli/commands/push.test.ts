import { expect } from 'vitest'
import { base, type Cli, withCli } from '../testing/a-cli.ts'

const it = withCli
const promo = (text: string) =>
  `message: promo\nname: 促销\npurpose: marketing\nminiprogram: { popup: { title: 促销, body: ${text} } }\n`
const wordsOf = (cli: Cli) =>
  cli.beside(async ({ snapshot }) => snapshot.registry.message('promo').content.popup?.body)

it('new and changed files are published at once, and what changed is said', async ({ cli }) => {
  await cli.file('promo.yaml', promo('一'))
  expect(await cli.kelu('push')).toMatchObject({
    code: 0,
    out: expect.stringContaining('message:promo@1：新的'),
  })
  await cli.file('promo.yaml', promo('二'))
  expect((await cli.kelu('push --json')).json()).toMatchObject({
    publication: 2,
    changes: [{ key: 'message:promo', from: 1, to: 2 }],
  })
  expect((await cli.kelu('push')).out).toBe('文件与已发布的内容一致，没有要发布的\n')
})

it('what a file would undo is named and published only once somebody agrees', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${promo('一')}`)
  await cli.onPage(promo('页面'))
  await cli.file('promo.yaml', promo('文件'))

  const alone = await cli.kelu('push')
  expect(alone).toMatchObject({ code: 1, out: '', err: expect.stringContaining('加上 --yes') })
  expect(alone.err).toContain('message:promo：@2 在页面上改过')
  expect((await cli.kelu('push --json')).json()).toMatchObject({
    error: { code: 'unconfirmed', would: { undo: [{ key: 'message:promo', standing: 'elsewhere' }] } },
  })
  expect((await cli.kelu('push', { typed: 'n' })).code).toBe(1)
  expect(await wordsOf(cli)).toBe('页面')

  expect((await cli.kelu('push', { typed: 'y' })).code).toBe(0)
  expect(await wordsOf(cli)).toBe('文件')
  await cli.file('promo.yaml', promo('一'))
  expect((await cli.kelu('push --yes')).code).toBe(0)
  expect(await wordsOf(cli)).toBe('一')
})

it('a faulty file publishes nothing', async ({ cli }) => {
  await cli.file('promo.yaml', promo('一'))
  await cli.file('bad.yaml', 'message: bad\n')
  expect(await cli.kelu('push')).toMatchObject({ code: 1, err: expect.stringContaining('bad.yaml:1:1') })
  expect(await cli.beside(async ({ snapshot }) => snapshot.number)).toBe(0)
})

it('what does not go together with the published is refused in words', async ({ cli }) => {
  await cli.fromFile(base)
  await cli.file('base.yaml', base.replace('default: true', 'state: fair'))
  const { code, err } = await cli.kelu('push')
  expect(code).toBe(1)
  expect(err).toContain('没有发布，什么都没有改变：\n  channel:default 的 state：应为')
})

it('what somebody else published meanwhile is told instead of overwritten', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${promo('一')}`)
  await cli.onPage(promo('页面'))
  await cli.file('promo.yaml', promo('文件'))
  const asked = cli.kelu('push', {
    typed: 'y',
    meanwhile: () => cli.onPage('segment: s\nname: 人群\nkind: static\nrule: { tag: A }\n'),
  })
  expect(await asked).toMatchObject({
    code: 1,
    err: expect.stringContaining('ops 刚刚发布了别的改动（segment:s）'),
  })
  expect(await wordsOf(cli)).toBe('页面')
})

it('what was ended or retired comes back only once somebody agrees', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${promo('一')}`)
  await cli.beside((world) => world.publish({ retire: ['message:promo'], origin: 'page', by: 'ops' }))
  await cli.file('promo.yaml', promo('一'))
  expect((await cli.kelu('diff --json')).json()).toMatchObject({ differences: [{ standing: 'gone' }] })
  expect((await cli.kelu('push')).err).toContain('message:promo：已经结束或停用')
  expect((await cli.kelu('push --yes')).code).toBe(0)
  expect(await wordsOf(cli)).toBe('一')
})
