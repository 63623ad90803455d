import { expect, it } from 'vitest'
import { groupDefinitions } from '../../domain/language/definitions.ts'
import { createTeller } from './story.ts'
import { namesOf } from './words.ts'

it('the story heads each day once: old orders, told late, name their own day', () => {
  const printed: string[] = []
  const teller = createTeller((line) => printed.push(line), namesOf(groupDefinitions([])))
  const hears = (at: string, name: string, props = {}) =>
    teller.tell({ at, name, props, customerId: 'c1', nickname: '朱梓涵' })

  hears('2026-11-30T09:00:00+08:00', 'miniprogram.entered')
  teller.catchUp()
  hears('2026-06-13T10:00:00+08:00', 'order.paid', { amountFen: 29_900 })
  hears('2026-11-30T10:00:00+08:00', 'miniprogram.entered')
  teller.catchUp()
  hears('2026-12-01T10:00:00+08:00', 'miniprogram.entered')
  teller.catchUp()

  expect(printed).toEqual([
    '\n── 11月30日 星期一 ──',
    '09:00  朱梓涵  进入小程序',
    '6月13日 10:00  朱梓涵  付款 ¥299.00',
    '10:00  朱梓涵  进入小程序',
    '\n── 12月1日 星期二 ──',
    '10:00  朱梓涵  进入小程序',
  ])
})
