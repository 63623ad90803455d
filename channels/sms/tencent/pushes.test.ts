import { describe, expect, it } from 'vitest'
import { parseReports, parseUplinks } from './pushes.ts'

const aReport = {
  user_receive_time: '2026-03-02 09:00:05',
  nationcode: '86',
  mobile: '13800000000',
  report_status: 'SUCCESS',
  errmsg: 'DELIVRD',
  description: '用户短信送达成功',
  sid: '8:1Kjy2',
}

describe('receipts', () => {
  it("carry the platform's number, the E.164 number and the time of Shanghai", () => {
    expect(parseReports([aReport])).toEqual({
      items: [
        {
          bizId: '8:1Kjy2',
          by: 'bizId',
          phone: '+8613800000000',
          delivered: true,
          code: 'DELIVRD',
          unreachable: false,
          at: new Date('2026-03-02T09:00:05+08:00'),
        },
      ],
      malformed: 0,
    })
  })

  it.each([
    ['86', '13800000000', '+8613800000000'],
    ['86', '8613800000000', '+8613800000000'],
    ['86', '+8613800000000', '+8613800000000'],
    ['852', '61234567', '+85261234567'],
  ])('name one person, however the number is written: %s %s', (nationcode, mobile, phone) => {
    expect(parseReports([{ ...aReport, nationcode, mobile }]).items[0]?.phone).toBe(phone)
  })

  it('tell a phone that cannot be reached from a message that was not let through', () => {
    const failed = { ...aReport, report_status: 'FAIL', errmsg: 'MK:0001' }
    const { items } = parseReports([
      { ...failed, description: '空号' },
      { ...failed, description: '短信内容含敏感词' },
      { ...failed, description: undefined },
    ])
    expect(items.map(({ delivered, unreachable }) => [delivered, unreachable])).toEqual([
      [false, true],
      [false, false],
      [false, false],
    ])
  })

  it('are read one by one: a broken one does not lose the others', () => {
    const broken = [
      { ...aReport, report_status: 'MAYBE' },
      { ...aReport, sid: undefined },
      { ...aReport, user_receive_time: 'soon' },
      { ...aReport, mobile: 'nobody' },
      null,
    ]
    expect(parseReports([...broken, aReport])).toMatchObject({ items: [{ delivered: true }], malformed: 5 })
  })
})

describe('replies', () => {
  const aReply = {
    extend: '',
    mobile: '13800000000',
    nationcode: '86',
    sign: '客旅',
    text: 'R',
    time: 1_772_413_200,
  }

  it('come one at a time and carry who, what, when and whether it refuses', () => {
    expect(parseUplinks(aReply)).toEqual({
      items: [
        {
          sequenceId: ':1772413200',
          phone: '+8613800000000',
          text: 'R',
          at: new Date('2026-03-02T09:00:00+08:00'),
          refusal: true,
        },
      ],
      malformed: 0,
    })
    expect(parseUplinks({ ...aReply, text: '好的' }).items[0]?.refusal).toBe(false)
  })

  it.each([
    { ...aReply, time: 'yesterday' },
    { ...aReply, text: 1 },
    { ...aReply, mobile: undefined },
    'nonsense',
  ])('that cannot be read are counted (%#)', (reply) => {
    expect(parseUplinks(reply)).toEqual({ items: [], malformed: 1 })
  })
})
