import { describe, expect, it } from 'vitest'
import type { KeptCode } from '../channel-codes/keep-codes.ts'
import { aCode } from '../channel-codes/testing/keeper.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { codeWithout } from './code-without.ts'

const colleague = (_id: string, department: string, onDuty = true) =>
  ({ _id, department, onDuty }) as Colleague
const colleagues = [
  colleague('li.lei', '西湖店', false),
  colleague('hanmeimei', '西湖店'),
  colleague('chenjing', '管理'),
]
const without = (staff: object, { to = 'chenjing', text = null as string | null, who = colleagues } = {}) =>
  codeWithout({ code: aCode({ staff }) as KeptCode, text, colleagues: who, from: 'li.lei', to })
const madeOf = (staff: object, more?: Parameters<typeof without>[1]) => {
  const { definition } = without(staff, more)?.definition ?? {}
  return (definition as KeptCode | undefined)?.made
}

describe('a channel code without a member', () => {
  it('has the colleague in their place, with the number of the place', () => {
    const made = madeOf({ members: ['hanmeimei', { userid: 'Li.Lei', perDay: 5 }], backup: ['li.lei'] })
    expect(made?.members).toEqual([{ userid: 'hanmeimei' }, { userid: 'chenjing', perDay: 5 }])
    expect(made?.backup).toEqual([{ userid: 'chenjing' }])
  })

  it('has a colleague who is in it already once', () => {
    expect(madeOf({ members: ['li.lei', 'hanmeimei'] }, { to: 'hanmeimei' })?.members).toEqual([
      { userid: 'hanmeimei' },
    ])
  })

  it('says what it said when it names their department and others of it are there', () => {
    expect(without({ departments: ['西湖店'] })).toBeNull()
  })

  it('takes the colleague in when nobody else of the department is there', () => {
    const alone = colleagues.filter(({ _id }) => _id !== 'hanmeimei')
    expect(madeOf({ departments: ['西湖店'] }, { who: alone })?.members).toEqual([{ userid: 'chenjing' }])
  })

  it('keeps the words and comments of its author', () => {
    const text = `channel: parcel
name: 包裹卡
state: parcel # 印在纸箱上
welcome: hello
staff:
  # 早班
  members:
    - Li.Lei # 组长
    - { userid: hanmeimei, perDay: 3 }
  acceptAtOnce: false
`
    const next = without(
      { members: ['li.lei', { userid: 'hanmeimei', perDay: 3 }], acceptAtOnce: false },
      { text },
    )
    expect(next?.text).toBe(text.replace('Li.Lei', 'chenjing'))
    expect(next?.definition.definition).toMatchObject({
      made: { members: [{ userid: 'chenjing' }, { userid: 'hanmeimei', perDay: 3 }], acceptAtOnce: false },
    })
  })
})
