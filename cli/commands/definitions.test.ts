import { expect } from 'vitest'
import { base, withCli } from '../testing/a-cli.ts'

const it = withCli
const promo = (text: string) =>
  `message: promo\nname: 促销\npurpose: marketing\nminiprogram: { popup: { title: 促销, body: ${text} } }\n`
const three = base + ['一', '二', '三'].map((text) => `---\n${promo(text)}`)[0]

it('list names every definition with version, state and name; of one kind when asked', async ({ cli }) => {
  await cli.fromFile(three)
  const { out } = await cli.kelu('list')
  expect(out).toMatch(/^message:promo +@1 +使用中 +\d{4}-\d\d-\d\d \d\d:\d\d +促销$/m)
  expect((await cli.kelu('list channel --json')).json()).toMatchObject({
    publication: 1,
    definitions: [{ key: 'channel:default', number: 1, state: 'live', name: '默认' }],
  })
})

it('a broadcast is listed, shown and steered under its own kind', async ({ cli }) => {
  const news = `broadcast: news
name: 上新
to: { tag: 会员 }
send: { message: promo }
at: 2036-09-22T10:00:00+08:00
`
  await cli.fromFile(`${three}---\n${news}`)
  expect((await cli.kelu('list broadcast')).out).toMatch(/^broadcast:news +@1 +运行中 .*上新$/m)
  expect((await cli.kelu('list journey --json')).json()).toMatchObject({ definitions: [] })
  expect((await cli.kelu('show broadcast:news')).out.trim()).toBe(news.trim())
  expect((await cli.kelu('pause broadcast:news --yes --json')).json()).toMatchObject({ state: 'paused' })
})

it('show gives a version as its author wrote it, the one in use unless another is named', async ({ cli }) => {
  await cli.fromFile(three)
  await cli.onPage(promo('二'))
  expect((await cli.kelu('show message:promo')).out.trim()).toBe(promo('二').trim())
  expect((await cli.kelu('show message:promo@1')).out.trim()).toBe(promo('一').trim())
  expect((await cli.kelu('show message:promo@9')).code).toBe(1)
})

it('history tells who put which version into use, and that another never was', async ({ cli }) => {
  await cli.fromFile(three)
  await cli.onPage(promo('二'))
  await cli.beside(({ stores }) =>
    stores.definitions.insertVersion({
      _id: 'message:promo@3',
      key: 'message:promo',
      number: 3,
      hash: 'x',
      definition: '{}',
      origin: 'page',
      by: 'ghost',
      madeAt: new Date(),
    }),
  )
  expect((await cli.kelu('history message:promo --json')).json()).toMatchObject({
    inUse: 2,
    versions: [
      { number: 3, by: 'ghost', published: [] },
      { number: 2, origin: 'page', by: 'ops', published: [{ publication: 2 }] },
      { number: 1, origin: 'file', published: [{ publication: 1 }] },
    ],
  })
  expect((await cli.kelu('history message:promo')).out).toMatch(/^@3 +没有发布过/m)
})

it('rollback publishes what was in use before as a new version, once somebody agrees', async ({ cli }) => {
  await cli.fromFile(three)
  await cli.onPage(promo('二'))
  const alone = await cli.kelu('rollback message:promo')
  expect(alone).toMatchObject({ code: 1, out: '' })
  expect(alone.err).toContain('从 @2 退回 @1')
  expect(alone.err).toMatch(/^-.*二.*\n\+.*一/m)
  expect((await cli.kelu('rollback message:promo --yes --json')).json()).toMatchObject({
    publication: 3,
    changes: [{ key: 'message:promo', from: 2, to: 3 }],
    from: 2,
    to: 1,
  })
  expect((await cli.kelu('show message:promo')).out).toContain('一')
  // The file that was gone back from is an older text now: no start brings it back.
  await cli.file('promo.yaml', promo('二'))
  expect((await cli.kelu('diff --json')).json()).toMatchObject({ differences: [{ standing: 'older' }] })
})

it('rollback to the version in use, to none, or of nothing is refused', async ({ cli }) => {
  await cli.fromFile(three)
  for (const line of ['message:promo @1', 'message:promo', 'message:promo @7', 'message:nobody']) {
    expect((await cli.kelu(`rollback ${line} --yes`)).code, line).toBe(1)
  }
  expect(await cli.beside(async ({ snapshot }) => snapshot.number)).toBe(1)
})

it('what is no name, no version, no command or lacks an argument is wrong usage', async ({ cli }) => {
  for (const line of ['show promo', 'show', 'rollback message:promo x', 'nothing', 'list --strange', 'inbox'])
    expect((await cli.kelu(line)).code, line).toBe(2)
  expect((await cli.kelu('show --json')).json()).toMatchObject({ error: { code: 'usage' } })
  expect((await cli.kelu('nothing')).err).toContain('没有这个命令：nothing')
  expect(await cli.kelu('--help')).toMatchObject({ code: 0, out: expect.stringContaining('用法： kelu') })
})

it('wrong settings, wrong keys and a store no Kelu has worked on are refused with what to do', async ({
  cli,
}) => {
  expect((await cli.kelu('list', { more: { DATA_KEYS: '' } })).err).toContain('DATA_KEYS: is missing')
  await cli.beside(({ stores }) => stores.keys.note({ _id: 'data:test', fingerprint: 'another' }))
  expect((await cli.kelu('list')).err).toContain('DATA_KEYS: the key test is not the one')
  await cli.connection.collection<{ _id: string }>('keys').deleteMany({})
  const meta = cli.connection.collection<{ _id: string }>('meta')
  const applied = (list: object[]) => meta.updateOne({ _id: 'schema' }, { $set: { applied: list } })
  await applied([])
  expect((await cli.kelu('list')).err).toContain('存储还是旧版本的')
  await applied([{ id: '2999-01-01-later', at: new Date() }])
  expect((await cli.kelu('list')).err).toContain('更新版本的客旅用过这个存储')
  const elsewhere = { MONGODB_URI: cli.env.MONGODB_URI.replace(/test_\w+/, 'test_nobody') }
  expect((await cli.kelu('list', { more: elsewhere })).err).toContain('先启动一次客旅')
})
