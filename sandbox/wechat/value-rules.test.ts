import { describe, expect, it } from 'vitest'
import { isValueAllowed } from './value-rules.ts'

describe('values of a subscription message', () => {
  it.each([
    ['thing1', '二十个字的商品名称一二三四五六七八九十甲'],
    ['number1', '3.14'],
    ['letter1', 'ABC'],
    ['symbol1', '#!'],
    ['character_string1', 'SF-1234567890#1'],
    ['time1', '15:01'],
    ['time1', '2019年10月1日 15:01'],
    ['time1', '15:01~18:00'],
    ['time1', '2026-03-02 09:00'],
    ['date1', '2019年10月1日'],
    ['date1', '2019年10月1日~2019年10月7日'],
    ['amount1', '¥50'],
    ['amount1', '50.00元'],
    ['phone_number1', '+86-13800000001'],
    ['car_number1', '粤A8Z888挂'],
    ['name1', '王小美'],
    ['name1', 'Xiaomei Wang'],
    ['phrase1', '已发货'],
  ])('%s takes %s', (key, value) => {
    expect(isValueAllowed(key, value)).toBe(true)
  })

  it.each([
    ['thing1', ''],
    ['thing1', '二十一个字的商品名称一二三四五六七八九十甲乙丙'],
    ['number1', '三'],
    ['number1', '1'.repeat(33)],
    ['letter1', 'A1'],
    ['letter1', 'A'.repeat(33)],
    ['symbol1', '######'],
    ['character_string1', '单号1'],
    ['character_string1', '1'.repeat(33)],
    ['time1', '明天'],
    ['time1', '2019年10月1日'],
    ['date1', '15:01'],
    ['amount1', '五十元'],
    ['amount1', '12345678901'],
    ['phone_number1', '1'.repeat(18)],
    ['car_number1', '粤A8Z888888'],
    ['name1', '一二三四五六七八九十甲'],
    ['name1', 'A'.repeat(21)],
    ['phrase1', '已经发货了呀'],
    ['phrase1', 'OK'],
    ['poem1', '床前明月光'],
  ])('%s refuses %s', (key, value) => {
    expect(isValueAllowed(key, value)).toBe(false)
  })

  it('counts by code point', () => {
    expect(isValueAllowed('thing1', '🎁'.repeat(20))).toBe(true)
    expect(isValueAllowed('thing1', '🎁'.repeat(21))).toBe(false)
  })
})
