import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aWorkbook } from '../../spreadsheet/testing/workbook.ts'
import { gb18030 } from '../file/gb18030.ts'
import { importWorld } from '../testing/world.ts'

let world: Awaited<ReturnType<typeof importWorld>>
beforeEach(async () => {
  world = await importWorld()
})
afterEach(() => world.drop())

const proof = '2024-03-05,会员条款 v3,签字单 17'
const header = '手机号,姓名,会员号,邮箱,标签,同意短信营销,同意邮件营销,同意时间,同意文本,同意证据'
const csv = (...rows: string[]) => Buffer.from([header, ...rows].map((row) => `${row}\r\n`).join(''))
const byPhone = (phone: string) => world.customers.findByPhone(phone)

describe('what a row of members becomes', () => {
  it('somebody with their ids, address, tags and consents with time, words and proof', async () => {
    const one = await world.ran(csv(`13800138000,韩梅梅,M0001,han@example.com,"老会员,门店",是,是,${proof}`))
    expect(one).toMatchObject({ state: 'done', counts: { rows: 1, new: 1, 'sms.can': 1, 'email.can': 1 } })
    const [han] = await byPhone('13800138000')
    expect(world.customers.reveal(han as never)).toEqual({
      phone: '+8613800138000',
      email: 'han@example.com',
      realName: '韩梅梅',
    })
    expect(han?.ids).toContain('ext:member:M0001')
    expect(han?.tags.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['老会员', 'base'],
        ['门店', 'base'],
      ]),
    )
    expect(han?.consent.sms).toEqual({
      state: 'granted',
      at: new Date('2024-03-05T00:00:00+08:00'),
      source: 'import',
      text: '会员条款 v3',
      evidence: '签字单 17',
    })
  })

  it('nobody who was erased: a file of before does not bring them back, and what they refused stays refused', async () => {
    const key = world.customers.identityKey({ kind: 'phone', value: '13800138000', verified: false })
    await world.forgotten.remember({ consent: {} }, [key], world.clock.now())
    const one = await world.ran(csv(`13800138000,韩,M1,,,是,是,${proof}`, `13900139000,李,M2,,,是,,${proof}`))
    expect(one).toMatchObject({ state: 'done', counts: { rows: 2, bad: 1, new: 1 } })
    expect(await byPhone('13800138000')).toEqual([])
    // They come by themselves: then they are known, and the file may tell more of them, but no agreement of before.
    await world.customers.getOrCreate([{ kind: 'phone', value: '13800138000', verified: false }], {
      source: 'lead',
      at: world.clock.now(),
    })
    await world.ran(csv(`13800138000,韩,M1,,老会员,是,是,${proof}`))
    const [back] = await byPhone('13800138000')
    expect(back?.consent).toMatchObject({ sms: { state: 'refused' }, email: { state: 'refused' } })
  })

  it('history: whatever it brought about begins nothing', async () => {
    const known = await world.customers.getOrCreate(
      [{ kind: 'phone', value: '13900139000', verified: false }],
      {
        source: 'test',
        at: world.clock.now(),
      },
    )
    const told: string[] = []
    world.customers.listen(async ({ name }) => void told.push(name))
    await world.ran(
      csv(`13800138000,韩,M1,,新,是,,${proof}`, `13900139000,李,M2,li@example.com,老,是,是,${proof}`),
    )
    expect(told).toEqual([])
    const events = await world.events({ customerId: known._id, name: 'customer.tag_added' })
    expect(events.map(({ history }) => history)).toEqual([true])
    // They are where segments ask, all the same.
    expect(world.settled).toContain(known._id)
  })

  it('of whom is known only what is missing, and own traits, personal ones sealed', async () => {
    await world.customers.getOrCreate([{ kind: 'ext', system: 'member', value: 'M1' }], {
      source: 'test',
      at: world.clock.now(),
    })
    const [id] = (await world.raw('customers', {})).map((one) => (one as { _id: string })._id)
    await world.customers.change(
      id as string,
      { setProfile: { nickname: '小韩', email: 'new@example.com' } },
      'c1',
    )
    await world.ran(Buffer.from('会员号,昵称,邮箱,性别,生日\nM1,老韩,old@example.com,女,1990-05-20\n'))
    const after = await world.customers.find(id as string)
    expect(after?.profile.nickname).toBe('小韩')
    expect(world.customers.reveal(after as never).email).toBe('new@example.com')
    expect(after?.traits.gender).toBe('女')
    expect(after?.traits.birthday).toMatchObject({ ct: expect.any(String) })
    expect(world.customers.traitInClear(after as never, 'birthday')).toBe('05-20')
  })

  it('what only the customer may give is no column', async () => {
    const names = world.imports.targets('customers').map(({ id }) => id)
    expect(names).toContain('trait:birthday')
    expect(names).not.toContain('trait:babyBirthday')
  })
})

describe('who can be texted is said before anything is saved', () => {
  it('with the reasons of those who cannot, and nobody is written down by that', async () => {
    const one = await world.checked(
      csv(
        `13800138000,a,,a@example.com,,是,是,${proof}`,
        '13800138001,b,,,,是,,,,',
        '13800138002,c,,c@example.com,,,,,,',
        '13800138003,d,,,,否,,,,',
        ',e,M5,,,是,,2024-03-05,v3,单 1',
        '1.38E+10,f,,,,是,,,,',
      ),
    )
    expect(one).toMatchObject({
      state: 'checked',
      checked: {
        rows: 6,
        new: 5,
        bad: 1,
        'sms.can': 1,
        'sms.incomplete': 1,
        'sms.noConsent': 1,
        'sms.refused': 1,
        'sms.noAddress': 1,
        'email.can': 1,
        'email.noConsent': 1,
        'email.noAddress': 3,
      },
    })
    expect(await world.raw('customers', {})).toEqual([])
  })

  it('a yes without time, words or proof is none, and a time to come is none either', async () => {
    await world.ran(
      csv(
        '13800138001,b,,,,是,,,v3,单',
        '13800138002,c,,,,是,,2024-01-01,,单',
        '13800138003,d,,,,是,,2024-01-01,v3,',
      ),
    )
    for (const phone of ['13800138001', '13800138002', '13800138003']) {
      expect((await byPhone(phone))[0]?.consent).toEqual({})
    }
    const ahead = await world.checked(csv('13800138004,e,,,,是,,2099-01-01,v3,单'))
    expect(ahead.checked).toMatchObject({ bad: 1 })
  })

  it('words and proof may be the same for all rows', async () => {
    const file = Buffer.from('手机号,同意短信营销,同意时间\n13800138000,是,2024-03-05\n')
    const one = await world.ran(file, { 'consent.text': 'v3', 'consent.evidence': '柜台签字' })
    expect(one.counts).toMatchObject({ 'sms.can': 1 })
  })
})

describe('who refused stays refused', () => {
  it('imported again with a yes', async () => {
    const [lead] = [
      await world.customers.getOrCreate([{ kind: 'phone', value: '13800138000', verified: false }], {
        source: 'test',
        at: world.clock.now(),
      }),
    ]
    await world.customers.change(lead._id, { setConsent: { sms: { state: 'refused', source: 'sms' } } }, 'c1')
    const one = await world.ran(csv(`13800138000,韩,M1,,,是,,${proof}`))
    expect(one.checked).toMatchObject({ known: 1, 'sms.refused': 1 })
    expect((await byPhone('13800138000'))[0]?.consent.sms).toMatchObject({ state: 'refused', source: 'sms' })
  })

  it('as somebody else with the same number or mailbox, too', async () => {
    const file = csv(',a,M1,same@example.com,,,否,,,')
    await world.ran(file)
    const one = await world.ran(csv(`,b,M2,SAME@example.com,,,是,${proof}`))
    expect(one.checked).toMatchObject({ new: 1, 'email.refused': 1 })
    const b = await world.customers.findByIdentity('ext:member:M2')
    expect(b?.consent.email).toMatchObject({ state: 'refused' })
  })

  it('a no in a file is told of everybody of that number, in the same file as well', async () => {
    const unionids = Buffer.from(
      `unionid,${header}\nu-1,13800138000,a,,,,是,,${proof}\nu-2,13800138000,b,,,,否,,,,\n`,
    )
    const one = await world.ran(unionids)
    expect(one.checked).toMatchObject({ new: 1, known: 1, 'sms.refused': 2 })
    const all = await byPhone('13800138000')
    expect(all.map(({ consent }) => consent.sms?.state)).toEqual(['refused', 'refused'])
  })
})

describe('rows that are not taken', () => {
  it('come back written as they came, each with its reason', async () => {
    const text = '手机号;姓名\r\n13800138000;好\r\n1.38E+10;"韩;梅"\r\n;谁\r\n'
    const one = await world.ran(gb18030(text))
    expect(one.counts).toMatchObject({ rows: 3, new: 1, bad: 2 })
    const file = new TextDecoder('gb18030', { fatal: true }).decode(await world.badRows(one._id))
    const lines = file.split('\r\n')
    expect(lines[0]).toBe('手机号;姓名;原因')
    expect(lines[1]).toMatch(
      /^1\.38E\+10;"韩;梅";手机号：手机号被 Excel 写成了科学计数.*先把这一列设成「文本」/,
    )
    expect(lines[2]).toMatch(/^;谁;没有一个能认出是谁的编号/)
    expect(lines[3]).toBe('')
  })

  it('of a workbook as CSV that Excel opens', async () => {
    const cell = (name: string, text: string) => `<c r="${name}" t="inlineStr"><is><t>${text}</t></is></c>`
    const rows = `<row r="1">${cell('A1', '会员号')}${cell('B1', '姓名')}</row><row r="2"><c r="A2"><v>1234567890123456789</v></c>${cell('B2', '=1+1')}</row>`
    const one = await world.checked(aWorkbook({ rows }))
    const file = (await world.badRows(one._id)).toString()
    expect(file).toMatch(/^\ufeff会员号,姓名,原因\r\n/)
    expect(file).toContain("'=1+1")
    expect(file).toContain('超过 15 位')
  })

  it('more cells than headers are refused, for a column may have moved', async () => {
    const one = await world.checked(Buffer.from('手机号,姓名\n13800138000,韩,梅\n'))
    expect(one.checked).toMatchObject({ bad: 1 })
  })
})

describe('ids', () => {
  it('several rows of one person are one person', async () => {
    const one = await world.ran(csv('13800138000,a,M1,,甲,,,,,', '13800138000,,M2,,乙,,,,,'))
    expect(one.counts).toMatchObject({ new: 1, known: 1 })
    const all = await byPhone('13800138000')
    expect(all).toHaveLength(1)
    expect(all[0]?.ids).toEqual(expect.arrayContaining(['ext:member:M1', 'ext:member:M2']))
    expect(all[0]?.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['甲', '乙']))
  })
})
