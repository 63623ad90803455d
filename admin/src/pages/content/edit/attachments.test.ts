import { expect, it } from 'vitest'
import { addressOfPicture, fieldsOf, kindOf, moved, newAttachment, withField } from './attachments.ts'

it('an attachment is of the kind whose fields it has', () => {
  for (const kind of ['image', 'link', 'miniprogram'] as const) expect(kindOf(newAttachment(kind))).toBe(kind)
})

it('a field is said anew; one that may be missing goes when nothing is said', () => {
  const link = withField(newAttachment('link'), 'title', '指南')
  const described = withField(link, 'description', '一页看完')
  expect(described).toEqual({ link: { title: '指南', url: '', description: '一页看完' } })
  expect(withField(described, 'description', '')).toEqual(link)
  expect(fieldsOf(withField(link, 'title', ''))).toEqual({ title: '', url: '' })
})

it('one is moved, and stays at the ends', () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
  expect(moved([1, 2, 3], 2, -1)).toEqual([1, 3, 2])
  expect(moved([1, 2], 0, -1)).toEqual([1, 2])
  expect(moved([1, 2], 1, 1)).toEqual([1, 2])
})

it('an uploaded picture stands on this server, another one does not', () => {
  expect(addressOfPicture(`media:${'a'.repeat(64)}`)).toBe(`/media/${'a'.repeat(64)}`)
  for (const other of ['https://wework.qpic.cn/x', 'MEDIA_1', undefined])
    expect(addressOfPicture(other)).toBeNull()
})
