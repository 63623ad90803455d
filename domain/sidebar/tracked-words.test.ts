import { expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { MessageDefinition } from '../language/message.ts'
import { createTrackWords } from './tracked-words.ts'

const publicUrl = 'https://k.example'
const plainOf = (page: string) => `${publicUrl}/open?to=${encodeURIComponent(page)}`

/** Of a message with a link to a page outside and one into the mini-program; `given` are the links somebody got. */
function aTracker() {
  const given: string[] = []
  const variables = {
    guide: { kind: 'link', to: 'https://shop.example/guide' },
    news: { kind: 'link', to: 'miniprogram:/pages/news?id=3' },
    nickname: { kind: 'value', from: 'customer.nickname' },
  }
  const message = { id: 'care', variables } as unknown as MessageDefinition
  const trackWords = createTrackWords({
    published: { registry: { messages: [message] } } as never,
    publicUrl,
    async materialLink({ link = '' }) {
      given.push(link)
      const page = link === 'news' ? '/pages/news?id=3&k=own' : null
      return { url: `${publicUrl}/r/${link}`, page, title: '使用指南' }
    },
  })
  const track = (words: string, messageId = 'care') =>
    trackWords(messageId, words, { customer: { _id: 'c_1' } as Customer, staff: 'hanmei' })
  return { track, given }
}

it.each([
  ['in a text', '看 https://shop.example/guide。', '看 https://k.example/r/guide。'],
  [
    'each time',
    'https://shop.example/guide https://shop.example/guide',
    'https://k.example/r/guide https://k.example/r/guide',
  ],
  ['into the mini-program', `看 ${plainOf('/pages/news?id=3')}`, '看 https://k.example/r/news'],
  ['as a card', '{"page":"pages/news.html?id=3"}', '{"page":"pages/news.html?id=3&k=own"}'],
])('a link of the message is one of the customer alone, %s', async (_, words, tracked) => {
  expect(await aTracker().track(words)).toBe(tracked)
})

it.each([
  ['a longer address', 'https://shop.example/guide/more https://shop.example/guide?of=me'],
  ['an address inside another one', 'https://away.example/?to=https://shop.example/guide'],
  ['words without a link', '指南在店里也有。'],
])('%s stays, and nobody gets a link', async (_, words) => {
  const { track, given } = aTracker()
  expect(await track(words)).toBe(words)
  expect(given).toEqual([])
})

it('words of a message there is none of any more stay', async () => {
  expect(await aTracker().track('https://shop.example/guide', 'gone')).toBe('https://shop.example/guide')
})
