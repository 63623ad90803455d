import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createAuditLogStore } from '../../models/audit-log.ts'
import { withCli } from '../testing/a-cli.ts'
import { withKelu } from '../testing/beside-kelu.ts'

const it = withKelu
const operator = `cli:${userInfo().username}`

async function withFile<T>(text: string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kelu-import-'))
  try {
    const path = join(folder, 'members.csv')
    await writeFile(path, text)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

it('a file is looked through and nothing is saved until somebody agrees, then it is taken over', async ({
  beside,
}) => {
  const { running, kelu } = beside
  const people = () => running.kelu.connection.collection('customers').countDocuments()
  /** While a running Kelu goes on with its work. */
  async function ran(line: string) {
    let isOver = false
    const run = kelu(line).finally(() => {
      isOver = true
    })
    while (!isOver) await running.pass(1_000)
    return run
  }
  const text = '联系,姓名,备用\n13800138000,韩梅梅,x\n1.38E+10,李雷,y\n'
  await withFile(text, async (path) => {
    const alone = await ran(`import customers ${path} --column 联系=phone`)
    expect(alone).toMatchObject({ code: 1, out: '' })
    expect(alone.err).toMatch(/联系\s+手机号（phone）/)
    expect(alone.err).toMatch(/备用\s+不导入/)
    expect(alone.err).toContain('2 行：新客户 1，已认识的 0，能发营销短信 0，能发营销邮件 0，不能导入 1 行')
    expect(alone.err).toContain('第 3 行 联系：手机号被 Excel 写成了科学计数')
    expect(alone.err).toContain('加上 --yes')
    expect(await people()).toBe(0)
    const agreed = await ran(`import customers ${path} --yes --json`)
    expect(agreed.json()).toMatchObject({
      state: 'done',
      columns: [{ target: 'phone' }, { target: 'realName' }, { header: '备用', target: null }],
      counts: { rows: 2, new: 1, bad: 1 },
    })
    expect(await people()).toBe(1)
    const again = await ran(`import customers ${path} --yes`)
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/已经.*导入过/)])
    // Checked three times and run once, by whoever sat there; what was refused is no deed.
    const deeds = await createAuditLogStore(running.kelu.connection).list({ by: operator, limit: 10 })
    expect(deeds.map(({ action }) => action)).toEqual([
      'import.checked',
      'import.run',
      'import.checked',
      'import.checked',
    ])
    const { id } = agreed.json() as { id: string }
    expect(deeds[1]).toMatchObject({
      on: `import:${id}`,
      details: { kind: 'customers', name: 'members.csv', sizeBytes: Buffer.byteLength(text) },
    })
    expect(JSON.stringify(deeds)).not.toMatch(/13800138000|韩梅梅/)
  })
})

it('what is said wrongly is told with what there is', async ({ beside: { kelu } }) => {
  await withFile('手机号\n13800138000\n', async (path) => {
    const kind = await kelu(`import people ${path}`)
    expect([kind.code, kind.err]).toEqual([
      2,
      expect.stringContaining('customers、orders、tags、products、coupons'),
    ])
    const column = await kelu(`import customers ${path} --column 电话=phone`)
    expect([column.code, column.err]).toEqual([2, expect.stringContaining('文件里没有“电话”这一列：手机号')])
    const target = await kelu(`import customers ${path} --column 手机号=telephone`)
    expect([target.code, target.err]).toEqual([2, expect.stringContaining('phone 手机号')])
  })
  const none = await kelu('import customers /nowhere/a.csv')
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('读不到 /nowhere/a.csv')])
})

withCli('without a running Kelu nothing is begun', async ({ cli }) => {
  const { code, err } = await cli.kelu('import customers a.csv')
  expect([code, err]).toEqual([1, expect.stringContaining('先启动客旅')])
})
