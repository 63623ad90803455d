import { expect, it } from 'vitest'
import { marked } from './marked.ts'

it('marks what is the reader’s own and what is a default, the longer value first', () => {
  const parts = marked('郭晓彤您好，郭晓彤常买心仪好物', [
    { text: '郭晓彤', from: 'customer' },
    { text: '心仪好物', from: 'default' },
    { text: null, from: 'missing' },
    { text: '您好', from: 'link' },
  ])
  expect(parts).toEqual([
    { text: '郭晓彤', from: 'customer' },
    { text: '您好，' },
    { text: '郭晓彤', from: 'customer' },
    { text: '常买' },
    { text: '心仪好物', from: 'default' },
  ])
})
