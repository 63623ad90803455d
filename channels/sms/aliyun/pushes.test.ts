import { describe, expect, it } from 'vitest'
import { parseReports, parseUplinks } from './pushes.ts'

const aReport = {
  phone_number: '13800000000',
  send_time: '2026-03-02 09:00:00',
  report_time: '2026-03-02 09:00:05',
  success: true,
  err_code: 'DELIVERED',
  err_msg: '用户接收成功',
  sms_size: '1',
  biz_id: '932702304080415357^0',
  out_id: 'run:step:1#1',
}

describe('receipts', () => {
  it('carry our reference, the E.164 number and the time of Shanghai', () => {
    expect(parseReports([aReport])).toEqual({
      items: [
        {
          bizId: '932702304080415357^0',
          ref: 'run:step:1#1',
          phone: '+8613800000000',
          delivered: true,
          code: 'DELIVERED',
          unreachable: false,
          at: new Date('2026-03-02T09:00:05+08:00'),
        },
      ],
      malformed: 0,
    })
  })

  it.each(['13800000000', '8613800000000', '+8613800000000', '008613800000000'])(
    'name one person, however the number is written: %s',
    (phone_number) => {
      expect(parseReports([{ ...aReport, phone_number }]).items[0]?.phone).toBe('+8613800000000')
    },
  )

  it.each([undefined, null, ''])('may leave our reference out: %s', (out_id) => {
    const { items, malformed } = parseReports([{ ...aReport, out_id }])
    expect(items).toHaveLength(1)
    expect(items[0]).not.toHaveProperty('ref')
    expect(malformed).toBe(0)
  })

  it('tell a phone that cannot be reached from a message that was not let through', () => {
    const failed = { ...aReport, success: false }
    const { items } = parseReports([
      { ...failed, err_code: 'MOBILE_NOT_ON_SERVICE' },
      { ...failed, err_code: 'CONTENT_KEYWORD' },
      { ...failed, err_code: 'MK:0001' },
    ])
    expect(items.map(({ delivered, unreachable }) => [delivered, unreachable])).toEqual([
      [false, true],
      [false, false],
      [false, false],
    ])
  })

  it('are read one by one: a broken one does not lose the others', () => {
    const broken = [{ ...aReport, success: 'perhaps' }, { ...aReport, biz_id: undefined }, 'nonsense', null]
    expect(parseReports([...broken, aReport])).toMatchObject({ items: [{ delivered: true }], malformed: 4 })
  })
})

describe('replies', () => {
  const aReply = {
    phone_number: '13800000000',
    content: 'R',
    send_time: '2026-03-02 09:00:00',
    dest_code: '1069',
    sequence_id: 1234567890,
  }

  it('come from a number however it is written', () => {
    const numbers = [
      '13800000000',
      '+86 13800000000',
      '\u202d008613800000000\u202c',
      '１３８００００００００',
    ]
    const { items } = parseUplinks(numbers.map((phone_number) => ({ ...aReply, phone_number })))
    expect(items.map(({ phone }) => phone)).toEqual(numbers.map(() => '+8613800000000'))
  })

  it('carry who, what, when and an id that is text whatever it came as', () => {
    expect(parseUplinks([aReply, { ...aReply, sequence_id: '77', content: '好的' }])).toEqual({
      items: [
        {
          sequenceId: '1234567890',
          phone: '+8613800000000',
          text: 'R',
          at: new Date('2026-03-02T09:00:00+08:00'),
          refusal: true,
        },
        {
          sequenceId: '77',
          phone: '+8613800000000',
          text: '好的',
          at: new Date('2026-03-02T09:00:00+08:00'),
          refusal: false,
        },
      ],
      malformed: 0,
    })
  })
})
