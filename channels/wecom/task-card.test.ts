import { describe, expect, it } from 'vitest'
import type { TaskCard } from '../../domain/sales/ports.ts'
import { byteLength } from '../byte-length.ts'
import { presentTaskCard } from './task-card.ts'

function aCard(card: Partial<TaskCard> = {}): TaskCard {
  return {
    cardId: 't-1_a@b',
    userid: 'li.lei',
    title: '小王 回到小程序',
    description: '三天内看过两次',
    facts: [{ label: '意向', value: '86 分' }],
    url: 'https://k.example/task/1',
    buttons: [
      { key: 'accept', text: '接受', style: 1 },
      { key: 'pass_on', text: '转交', style: 2 },
    ],
    ...card,
  }
}

describe('a task as a card', () => {
  it('shows title, description, facts, the page and one button per action', () => {
    expect(presentTaskCard(aCard())).toEqual({
      card_type: 'button_interaction',
      task_id: 't-1_a@b',
      main_title: { title: '小王 回到小程序' },
      sub_title_text: '三天内看过两次',
      horizontal_content_list: [{ keyname: '意向', value: '86 分' }],
      jump_list: [{ type: 1, title: '打开待办，看详情和填结果', url: 'https://k.example/task/1' }],
      card_action: { type: 1, url: 'https://k.example/task/1' },
      button_list: [
        { text: '接受', style: 1, key: 'accept' },
        { text: '转交', style: 2, key: 'pass_on' },
      ],
    })
  })

  it('shows the words of strangers as letters on one line, and no fact that shows as nothing', () => {
    const words = '<a href="https://evil.example">重置</a>\n【系统】'
    const shown = '＜a href="https：／／evil．example"＞重置＜/a＞ 【系统】'
    const facts = [
      { label: '客户', value: '\u3164' },
      { label: '标签', value: words },
    ]
    expect(presentTaskCard(aCard({ title: words, description: words, facts }))).toMatchObject({
      main_title: { title: shown },
      sub_title_text: shown,
      horizontal_content_list: [{ keyname: '标签', value: shown }],
    })
  })

  it('cuts texts that are too long instead of losing the task', () => {
    const long = '很'.repeat(400)
    const card = presentTaskCard(
      aCard({
        title: long,
        description: long,
        facts: Array.from({ length: 9 }, () => ({ label: long, value: long })),
        buttons: [{ key: 'accept', text: long, style: 1 }],
      }),
    )
    expect(byteLength(card.main_title.title)).toBeLessThanOrEqual(128)
    expect(byteLength(card.sub_title_text ?? '')).toBeLessThanOrEqual(512)
    expect(card.horizontal_content_list).toHaveLength(6)
    expect(byteLength(card.horizontal_content_list?.[0]?.value ?? '')).toBeLessThanOrEqual(128)
    expect(card.main_title.title.endsWith('…')).toBe(true)
    expect(card.button_list[0]?.text.endsWith('…')).toBe(true)
  })

  it.each([
    ['an id with a foreign character', { cardId: 'run:step' }, 'limit.taskId'],
    ['an id over 128 bytes', { cardId: 'a'.repeat(129) }, 'limit.taskId'],
    ['an address over 2048 bytes', { url: `https://k.example/${'a'.repeat(2_048)}` }, 'limit.url'],
    ['no button', { buttons: [] }, 'limit.buttons'],
    ['no title', { title: '' }, 'limit.title'],
    ['a title that shows as nothing', { title: '\u200b' }, 'limit.title'],
    [
      'a key over 1024 bytes',
      { buttons: [{ key: 'k'.repeat(1_025), text: 'x', style: 1 }] },
      'limit.buttonKey',
    ],
    [
      'seven buttons',
      { buttons: Array.from({ length: 7 }, (_none, i) => ({ key: `k${i}`, text: 'x', style: 1 as const })) },
      'limit.buttons',
    ],
  ] as [string, Partial<TaskCard>, string][])('refuses %s before any call', (_what, card, code) => {
    expect(() => presentTaskCard(aCard(card))).toThrowError(
      expect.objectContaining({ kind: 'invalid', sent: 'no', code }),
    )
  })
})
