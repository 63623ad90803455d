import { describe, expect } from 'vitest'
import { aRun } from '../../test/testing/a-run.ts'
import { base, type Cli, withCli } from '../testing/a-cli.ts'

const it = withCli
const vip = 'segment: vip\nname: 会员\nrule: { tag: VIP }\n'
const journey = (steps: string, entry = '{ event: order.paid }') =>
  `journey: j\nname: 一个流程\nentry: ${entry}\nsteps:\n${steps}`
const first = journey('  rest: { wait: 3 days, next: ask }\n  ask: { wait: 1 day, next: end }\n')
const second = journey('  rest: { wait: 5 days, next: ask-again }\n  ask-again: { wait: 1 day, next: end }\n')
const third = journey('  rest: { wait: 7 days, next: end }\n')

async function runsAt(cli: Cli, versionId: string, stepId: string, people: number): Promise<void> {
  const now = new Date()
  const one = (customerId: string) => aRun(`j:${customerId}:1`, now, { versionId, customerId, stepId })
  await cli.beside(({ stores }) =>
    stores.runs.insertMany(Array.from({ length: people }, (_, n) => one(`${versionId}-${stepId}-${n}`))),
  )
}
const head = (cli: Cli) => cli.beside(async ({ snapshot }) => snapshot.headOf('journey', 'j'))
/** What the last publication says of the journey. */
const lastChange = (cli: Cli) =>
  cli.beside(
    async ({ stores, snapshot }) => (await stores.definitions.publication(snapshot.number))?.changes[0],
  )
async function draft(cli: Cli, text: string): Promise<void> {
  await cli.beside(async ({ stores, snapshot, clock }) => {
    const basedOn = snapshot.headOf('journey', 'j')?.number ?? 0
    const lease = { session: 's', by: '王芳', until: clock.now() }
    await stores.drafts.insert({
      _id: 'journey:j',
      life: 'l',
      stamp: 's',
      text,
      basedOn,
      by: '王芳',
      at: clock.now(),
      lease,
    })
  })
}

describe('publish', () => {
  it('of a draft names how many stand at each step and where they go on, and does it once somebody agrees', async ({
    cli,
  }) => {
    await cli.fromFile(`${base}---\n${first}`)
    await runsAt(cli, 'j@1', 'rest', 3)
    await runsAt(cli, 'j@1', 'ask', 2)
    await draft(cli, second)
    const alone = await cli.kelu('publish journey:j')
    expect(alone).toMatchObject({ code: 1, out: '' })
    expect(alone.err).toContain('发布草稿（王芳）')
    expect(alone.err).toMatch(/@1 rest +3 人 +→ rest/)
    expect(alone.err).toMatch(/@1 ask +2 人 +留在原版本/)
    expect((await head(cli))?.number).toBe(1)

    const done = await cli.kelu('publish journey:j --map ask=ask-again --yes --json')
    expect(done.json()).toMatchObject({ publication: 2, changes: [{ key: 'journey:j', from: 1, to: 2 }] })
    expect((await lastChange(cli))?.moves).toEqual([{ from: 1, steps: { rest: 'rest', ask: 'ask-again' } }])
    expect(await cli.beside(({ stores }) => stores.drafts.find('journey:j'))).toBeNull()
  })

  it('--stay moves nobody; a step no version with people has is refused before anybody is asked', async ({
    cli,
  }) => {
    await cli.fromFile(`${base}---\n${first}`)
    await runsAt(cli, 'j@1', 'ask', 2)
    await draft(cli, second)
    const wrong = await cli.kelu('publish journey:j --map asked=rest --yes')
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('asked') })
    expect((await cli.kelu('publish journey:j --map ask=nowhere --yes')).err).toContain('没有 nowhere')
    expect((await cli.kelu('publish journey:j --stay --yes')).code).toBe(0)
    expect((await lastChange(cli))?.moves).toBeUndefined()
  })

  it('of a version publishes what it says; without draft, version or difference it is refused', async ({
    cli,
  }) => {
    await cli.fromFile(`${base}---\n${first}`)
    await cli.onPage(second)
    expect((await cli.kelu('publish journey:j@1 --yes --json')).json()).toMatchObject({
      changes: [{ from: 2, to: 3 }],
    })
    for (const line of ['journey:j', 'journey:j@9', 'journey:j@3']) {
      expect((await cli.kelu(`publish ${line} --yes`)).code, line).toBe(1)
    }
    for (const line of [
      'journey:j --map x',
      'journey:j --pilot 0%',
      'message:hello --stay',
      'journey:j --present now',
    ]) {
      expect((await cli.kelu(`publish ${line}`)).code, line).toBe(2)
    }
  })
})

describe('pilot', () => {
  it('begins, is shown, widened and promoted, and says at each step who gets what', async ({ cli }) => {
    await cli.fromFile(`${base}---\n${first}`)
    await runsAt(cli, 'j@1', 'rest', 2)
    await draft(cli, second)
    const alone = await cli.kelu('publish journey:j --pilot 10%')
    expect(alone.err).toContain('先灰度给10% 的人，其他人继续用现在的版本')
    expect((await cli.kelu('publish journey:j --pilot 10% --yes')).code).toBe(0)
    expect(await head(cli)).toMatchObject({ number: 1, pilot: { number: 2, share: 10 } })
    expect((await cli.kelu('pilot show j')).out).toContain('@2 灰度给10% 的人，其他人用 @1')
    expect((await cli.kelu('list journey')).out).toContain('@2 灰度给10% 的人')
    expect((await cli.kelu('pilot widen j --share 5% --yes')).err).toContain('比现在更大的范围')
    expect((await cli.kelu('pilot widen j --share 30 --yes')).code).toBe(0)
    expect((await head(cli))?.pilot).toMatchObject({ share: 30 })
    const promote = await cli.kelu('pilot promote j')
    expect(promote.err).toMatch(/@1 rest +2 人 +→ rest/)
    expect((await cli.kelu('pilot promote j --yes')).code).toBe(0)
    expect(await head(cli)).toMatchObject({ number: 2, state: 'live' })
    expect((await head(cli))?.pilot).toBeUndefined()
    expect((await lastChange(cli))?.moves).toEqual([{ from: 1, steps: { rest: 'rest' } }])
    expect((await cli.kelu('pilot show j')).code).toBe(1)
  })

  it('withdrawn takes its people to the version in use', async ({ cli }) => {
    await cli.fromFile(`${base}---\n${first}`)
    await draft(cli, second)
    await cli.kelu('publish journey:j --pilot 10% --yes')
    await runsAt(cli, 'j@2', 'ask-again', 4)
    await runsAt(cli, 'j@1', 'rest', 1)
    const alone = await cli.kelu('pilot withdraw j --map ask-again=ask')
    expect(alone.err).toMatch(/@2 ask-again +4 人 +→ ask/)
    expect(alone.err).not.toContain('@1 rest')
    expect((await cli.kelu('pilot withdraw j --map ask-again=ask --yes')).code).toBe(0)
    expect((await lastChange(cli))?.moves).toEqual([{ from: 2, steps: { rest: 'rest', 'ask-again': 'ask' } }])
  })

  it('counts who meets the entry already, and lets them in only when asked', async ({ cli }) => {
    const member = journey('  rest: { wait: 5 days, next: end }\n', '{ segment: vip }')
    await cli.fromFile(`${base}---\n${vip}`)
    const customers = cli.connection.collection<{ _id: string }>('customers')
    const inIt = { segments: ['vip'], mergedFrom: [] }
    await customers.insertMany(['a', 'b', 'c'].map((_id) => ({ _id, ...inIt })))
    await draft(cli, member)
    expect((await cli.kelu('publish journey:j --pilot-segment vip')).err).toContain(
      '没进过流程的有 3 人：不进入',
    )
    await cli.kelu('publish journey:j --pilot-segment vip --yes')
    expect((await head(cli))?.present).toBeUndefined()
    const said = (await cli.kelu('pilot promote j --present enter --yes --json')).json()
    expect(said).toMatchObject({ publication: 3 })
    expect((await head(cli))?.present).toEqual({ publication: 3, pilot: false })
    expect((await cli.kelu('publish message:hello --pilot 10%')).code).toBe(2)
  })
})

it('move takes whoever is on another version to the one in use', async ({ cli }) => {
  await cli.fromFile(`${base}---\n${first}`)
  await cli.onPage(second)
  expect((await cli.kelu('move j --yes')).code).toBe(1)
  await runsAt(cli, 'j@1', 'ask', 2)
  const done = await cli.kelu('move j --map ask=ask-again --yes')
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining('→ ask-again') })
  expect((await lastChange(cli))?.moves).toEqual([{ from: 1, steps: { rest: 'rest', ask: 'ask-again' } }])
})

it('rollback takes who was moved the way back, past what others published, unless they are to stay', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${first}`)
  await runsAt(cli, 'j@1', 'ask', 2)
  await draft(cli, second)
  await cli.kelu('publish journey:j --map ask=ask-again --yes')
  await runsAt(cli, 'j@2', 'rest', 1)
  await draft(cli, third)
  await cli.kelu('publish journey:j --map ask-again=rest --yes')
  expect((await head(cli))?.number).toBe(3)
  const alone = await cli.kelu('rollback journey:j @1')
  expect(alone.err).toContain('移回去（rest→rest）')
  expect((await cli.kelu('rollback journey:j @1 --yes')).code).toBe(0)
  // Of the two steps that led there, the one of the same name.
  expect((await lastChange(cli))?.moves).toEqual([{ from: 3, steps: { rest: 'rest' } }])
  await cli.kelu('rollback journey:j @2 --stay --yes')
  expect((await lastChange(cli))?.moves).toBeUndefined()
})

it('a changed rule of a live segment says who enters and leaves, and whether journeys hear of it', async ({
  cli,
}) => {
  await cli.fromFile(`${base}---\n${vip}`)
  const customers = cli.connection.collection<{ _id: string }>('customers')
  const tags = (name: string) => ({ tags: [{ name }], mergedFrom: [] })
  await customers.insertMany([
    { _id: 'a', segments: ['vip'], ...tags('VIP') } as { _id: string },
    { _id: 'b', segments: [], ...tags('SVIP') } as { _id: string },
    { _id: 'c', segments: [], ...tags('SVIP') } as { _id: string },
  ])
  await cli.file('vip.yaml', vip.replace('VIP', 'SVIP'))
  const alone = await cli.kelu('push')
  expect(alone).toMatchObject({ code: 1, out: '' })
  expect(alone.err).toContain('segment:vip 的规则变了：2 人进入、1 人离开，不触发')
  expect((await cli.kelu('push --segment-moves loud')).code).toBe(2)
  expect((await cli.kelu('push --segment-moves tell --yes')).code).toBe(0)
  const unsettled = () => cli.beside(async ({ snapshot }) => snapshot.headOf('segment', 'vip')?.unsettled)
  expect(await unsettled()).toEqual({ from: 1, publication: 2, tell: true })
  expect((await cli.kelu('rollback segment:vip')).err).toContain('不触发流程的进入和退出')
  await cli.kelu('rollback segment:vip --yes')
  expect(await unsettled()).toMatchObject({ publication: 3, tell: false })
})
