import { join } from 'node:path'
import { expect } from 'vitest'
import { base, type Cli, withCli } from '../testing/a-cli.ts'

const it = withCli
const segment = (tag: string) => `segment: s\nname: 人群\nrule: { tag: ${tag} }\n`
const colleague = { session: 'tab', by: 'li' }

/** Files stand in the folder of templates, without spaces in their path. */
async function save(cli: Cli, name: string, text: string, more = '') {
  await cli.file('../draft.yaml', text)
  return cli.kelu(`draft save ${name} FILE${more === '' ? '' : ` ${more}`}`, {
    files: { FILE: join(cli.folder, 'draft.yaml') },
  })
}

it('a draft is saved however wrong it is, shown with what is wrong, put right and published', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${segment('A')}`)
  const wrong = await save(cli, 'segment:s', segment('A').replace('tag', 'tog'))
  expect(wrong.code).toBe(0)
  expect(wrong.out).toMatch(/错误 {2}第 3 行第 7 字：应为.*\n改正 1 处错误后才能发布/)
  expect((await cli.kelu('draft show segment:s')).out).toContain('{ tog: A }')
  expect((await cli.kelu('draft publish segment:s --yes')).code).toBe(1)
  expect((await save(cli, 'segment:s', segment('B'))).out).toContain('没有错误，可以发布')
  expect((await cli.kelu('draft list --json')).json()).toMatchObject([
    { key: 'segment:s', basedOn: 1, inUse: 1, writing: expect.stringMatching(/^cli:/) },
  ])
  expect((await cli.kelu('draft publish segment:s --yes --json')).json()).toMatchObject({
    publication: 2,
    changes: [{ key: 'segment:s', from: 1, to: 2 }],
  })
  expect((await cli.kelu('draft list')).out).toBe('没有草稿\n')
})

it('drafts that lean on each other are published together, once somebody agrees', async ({ cli }) => {
  await cli.fromFile(base)
  await save(cli, 'segment:s', segment('A'))
  await save(
    cli,
    'journey:j',
    'journey: j\nname: 流程\nentry: { schedule: { cron: "0 10 * * *" }, when: { segment: s } }\nsteps:\n  a: { tag: { add: [甲] }, next: end }\n',
  )
  const asked = await cli.kelu('draft publish segment:s journey:j')
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('一起发布 2 份草稿') })
  expect(asked.err).toContain('kelu test journey:j 可以测试')
  expect((await cli.kelu('draft publish journey:j --yes')).code).toBe(1)
  expect((await cli.kelu('draft publish segment:s journey:j --yes')).out).toContain('journey:j@1：新的')
})

it('what a colleague writes is neither saved over nor dropped, but taken over once somebody agrees', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${segment('A')}`)
  await cli.beside(({ drafts }) => drafts.open('segment', 's', colleague))
  const refused = await save(cli, 'segment:s', segment('B'))
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('li 正在写') })
  expect((await cli.kelu('draft drop segment:s --yes')).code).toBe(1)
  expect((await cli.kelu('draft take segment:s')).err).toContain('接手后他不能再保存')
  expect((await cli.kelu('draft take segment:s --yes')).code).toBe(0)
  expect((await save(cli, 'segment:s', segment('B'))).code).toBe(0)
  const late = await cli.beside(({ drafts }) =>
    drafts.save('segment', 's', { editor: colleague, text: segment('C') }),
  )
  expect(late).toMatchObject({ kind: 'copied', heldBy: expect.stringMatching(/^cli:/) })
  expect((await cli.kelu('draft drop segment:s')).err).toContain('找不回来')
  expect((await cli.kelu('draft drop segment:s --yes')).code).toBe(0)
  expect((await cli.kelu('draft drop segment:s --yes')).err).toContain('没有草稿')
  expect((await cli.kelu('draft show segment:s')).code).toBe(1)
})

it('a draft of a version somebody replaced is published once its author has seen that', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${segment('A')}`)
  await save(cli, 'segment:s', segment('B'))
  await cli.onPage(segment('C'))
  expect((await cli.kelu('draft show segment:s')).out).toContain('它写自 @1，正在用的已经是 @2')
  expect((await cli.kelu('draft publish segment:s --yes')).code).toBe(1)
  await save(cli, 'segment:s', segment('B'), '--seen')
  expect((await cli.kelu('draft publish segment:s --yes')).code).toBe(0)
})

it('record hands a journey over without a new version', async ({ cli }) => {
  await cli.fromFile(
    `${base}---\njourney: j\nname: 流程\nowner: 王芳\nentry: { event: order.paid }\nsteps:\n  a: { tag: { add: [甲] }, next: end }\n`,
  )
  const asked = await cli.kelu('record j --owner 李雷')
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('从王芳换成 李雷') })
  expect((await cli.kelu('record j')).out).toContain('王芳')
  expect((await cli.kelu('record j --owner 李雷 --yes --json')).json()).toMatchObject({ owner: '李雷' })
  expect((await cli.kelu('record j')).out).toContain('李雷')
  expect((await cli.kelu(`record j --owner ${'长'.repeat(61)}`)).code).toBe(2)
})
