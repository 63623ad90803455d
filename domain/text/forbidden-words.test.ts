import { expect, it } from 'vitest'
import { forbiddenWordsIn } from './forbidden-words.ts'

it('finds the whole expression, where it stands, and what to say instead', () => {
  expect(forbiddenWordsIn('您好，全网最低价，唯一的机会')).toEqual([
    { word: '全网最低价', at: 3, instead: ['活动优惠价'] },
    { word: '唯一', at: 9, instead: ['少有'] },
  ])
})

it.each(['您最近买的精华水', '这是第一次为您推荐', '最后三天'])('says nothing of %s', (text) => {
  expect(forbiddenWordsIn(text)).toEqual([])
})
