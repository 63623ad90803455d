import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { by, importWorld, untilEnd } from './testing/world.ts'

let world: Awaited<ReturnType<typeof importWorld>>
beforeEach(async () => {
  world = await importWorld()
})
afterEach(() => world.drop())

const members = (count: number) =>
  Buffer.from(
    `手机号,会员号\n${Array.from({ length: count }, (_, at) => `${13_800_000_000 + at},M${at}`).join('\n')}\n`,
  )
const people = async () => (await world.raw('customers', {})).length

describe('an import killed at any point', () => {
  it('goes on where it was, counts each row once and takes it over once', async () => {
    const one = await world.checked(members(34))
    await world.imports.run(one._id)
    // Killed after people were written and before that was noted; in the middle of people; before anything.
    const kills = [
      {
        customers: {
          bear: async (...given: Parameters<typeof world.customers.bear>) => {
            await world.customers.bear(...given)
            throw new Error('killed')
          },
        },
      },
      {
        customers: {
          bear: async (
            [first, second, ...rest]: Parameters<typeof world.customers.bear>[0],
            alongside: Parameters<typeof world.customers.bear>[1],
          ) => {
            await world.customers.bear(
              [first, second].filter((one) => one !== undefined),
              alongside,
            )
            throw new Error(`killed before ${rest.length}`)
          },
        },
      },
      {
        customers: {
          bear: async () => {
            throw new Error('killed')
          },
        },
      },
    ]
    for (const kill of kills) await expect(world.another(kill).advance(untilEnd)).rejects.toThrow('killed')
    await world.work()
    expect(await world.find(one._id)).toMatchObject({ state: 'done', row: 35, counts: { rows: 34, new: 34 } })
    expect(await people()).toBe(34)
  })

  it('stops at a good place when it is told to, and whoever comes next goes on', async () => {
    const one = await world.checked(members(24))
    await world.imports.run(one._id)
    expect(await world.imports.advance({ ...untilEnd, shouldStop: () => true })).toEqual({ isThrough: false })
    expect(await world.find(one._id)).toMatchObject({ state: 'running', row: 11 })
    await world.work(world.another())
    expect(await world.find(one._id)).toMatchObject({ state: 'done', counts: { rows: 24 } })
  })

  it('two processes at once take each row over once, and count it once', async () => {
    const one = await world.checked(members(24))
    await world.imports.run(one._id)
    await Promise.all([world.imports.advance(untilEnd), world.another().advance(untilEnd)])
    await world.work()
    expect(await world.find(one._id)).toMatchObject({ state: 'done', counts: { rows: 24 } })
    expect(await people()).toBe(24)
  })

  it('a disk that fills in the middle leaves it where it was, and it goes on when there is room', async () => {
    const one = await world.checked(members(24))
    await world.imports.run(one._id)
    let writes = 0
    const full = {
      ...world.own.imports,
      goOn: async (...given: Parameters<typeof world.own.imports.goOn>) => {
        writes += 1
        if (writes === 4) throw Object.assign(new Error('no space left'), { code: 14_031 })
        return world.own.imports.goOn(...given)
      },
    }
    await expect(world.another({ stores: { imports: full } }).advance(untilEnd)).rejects.toThrow('no space')
    expect(await world.find(one._id)).toMatchObject({ state: 'running', row: 11, pending: { until: 21 } })
    await world.work()
    expect(await world.find(one._id)).toMatchObject({ state: 'done', counts: { rows: 24, new: 24 } })
    expect((await world.find(one._id)).pending).toBeUndefined()
  })
})

describe('the same file', () => {
  it('is taken over once under the same columns', async () => {
    const first = await world.ran(members(3))
    const second = await world.checked(members(3))
    expect(second.checked).toMatchObject({ known: 3 })
    await expect(world.imports.run(second._id)).rejects.toMatchObject({
      code: 'import.refused',
      data: { says: expect.stringMatching(/已经.*导入过/) },
    })
    expect(first.state).toBe('done')
  })

  it('asked for twice at once runs once', async () => {
    const one = await world.checked(members(3))
    const asked = await Promise.allSettled([world.imports.run(one._id), world.imports.run(one._id)])
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('columns', () => {
  it('are guessed by what they are called, in Chinese and in English, each once', async () => {
    const file = Buffer.from(
      'Mobile Phone,手机（必填）,Customer_Name,会员卡号,入会日期,unknown\n13800138000,,,,,\n',
    )
    expect((await world.uploaded(file)).mapping?.columns).toEqual([
      'phone',
      null,
      'realName',
      'ext:member',
      'registeredAt',
      null,
    ])
  })

  it('are remembered for files with the same headers, and can be changed', async () => {
    const file = (phone: string) => Buffer.from(`甲,乙\n${phone},韩\n`)
    const one = await world.uploaded(file('13800138000'))
    expect(one.mapping?.columns).toEqual([null, null])
    await world.imports.check(one._id, { columns: ['phone', null], fixed: {} })
    await world.work()
    await world.imports.check(one._id, { columns: ['phone', 'nickname'], fixed: {} })
    expect((await world.uploaded(file('13900139000'))).mapping?.columns).toEqual(['phone', 'nickname'])
  })

  it.each([
    [['nickname', null], /至少要有一列是：手机号/],
    [['phone', 'phone'], /选了两列/],
  ])('%j are refused', async (columns, says) => {
    const one = await world.uploaded(Buffer.from('甲,乙\n1,2\n'))
    await expect(world.imports.check(one._id, { columns, fixed: {} })).rejects.toMatchObject({
      data: { says: expect.stringMatching(says) },
    })
  })

  it('checked anew leave nothing of the check before', async () => {
    const one = await world.checked(Buffer.from('手机号,乙\n1,M1\n'))
    expect(one.checked).toMatchObject({ bad: 1 })
    await world.imports.check(one._id, { columns: [null, 'ext:member'], fixed: {} })
    await world.work()
    const again = await world.find(one._id)
    expect(again.checked).toEqual(expect.objectContaining({ rows: 1, bad: 0, new: 1 }))
    expect((await world.badRows(one._id)).toString()).toBe('手机号,乙,原因\r\n')
  })
})

describe('a file', () => {
  it('is at rest as nobody can read it', async () => {
    await world.uploaded(Buffer.from('手机号,姓名\n13800138000,韩梅梅\n'))
    expect(JSON.stringify(await world.raw('importParts', {}))).not.toMatch(/13800138000|韩梅梅/)
    expect(JSON.stringify(await world.raw('imports', {}))).not.toMatch(/13800138000|韩梅梅/)
  })

  it('too large is refused before it is sent', async () => {
    const file = { kind: 'customers', name: 'a.csv', by, sizeBytes: 10 * 1024 ** 3 } as const
    await expect(world.imports.begin(file)).rejects.toMatchObject({
      code: 'import.refused',
      data: { says: expect.stringMatching(/200 MB/) },
    })
  })

  it('of which a part is missing, or is not as long as was said, is not read', async () => {
    const one = await world.imports.begin({
      kind: 'customers',
      name: 'a.csv',
      by,
      sizeBytes: 1024 * 1024 + 5,
    })
    await expect(world.imports.addPart(one._id, 1, Buffer.alloc(6))).rejects.toMatchObject({
      code: 'request.malformed',
    })
    await world.imports.addPart(one._id, 1, Buffer.alloc(5, 'a'))
    expect(await world.imports.read(one._id)).toMatchObject({
      state: 'refused',
      says: expect.stringMatching(/没有传完/),
    })
  })

  it('that is none is refused in words, and not kept', async () => {
    const one = await world.uploaded(Buffer.from('89504e470d0a1a0a', 'hex'))
    expect(one).toMatchObject({ state: 'refused', says: expect.stringMatching(/不是表格/) })
    expect(await world.raw('importParts', {})).toEqual([])
  })

  it('whose quote nobody closes is refused with the row, and nothing was taken over', async () => {
    const rows = Array.from({ length: 3_000 }, () => '13800138000,好\n').join('')
    const one = await world.checked(Buffer.from(`手机号,姓名\n${rows}13800138001,"开\n13800138002,着\n`))
    expect(one).toMatchObject({ state: 'refused', says: expect.stringMatching(/第 3002 行/) })
    expect(await people()).toBe(0)
  })
})

it('cancelled, it stops at the next stretch; what is taken over stays', async () => {
  const one = await world.checked(members(24))
  await world.imports.run(one._id)
  const touch = async () => void (await world.imports.cancel(one._id))
  await world.imports.advance({ shouldStop: () => false, touch })
  expect(await world.find(one._id)).toMatchObject({ state: 'cancelled', counts: { rows: 10 } })
  expect(await world.imports.nextAt()).toBeNull()
  expect(await people()).toBe(10)
})
