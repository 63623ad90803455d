import { expect, it } from 'vitest'
import { forbiddenWords, harmlessWords } from './forbidden-word-list.ts'
import { forbiddenWordsIn } from './forbidden-words.ts'

const wordsIn = (text: string) => forbiddenWordsIn(text).map(({ word }) => word)

it('finds the whole expression, where it stands, and what to say instead', () => {
  expect(forbiddenWordsIn('您好，全网最低价，唯一的机会')).toEqual([
    { word: '全网最低价', at: 3, instead: ['活动优惠价'] },
    { word: '唯一', at: 9, instead: ['少有'] },
  ])
})

it('finds it as it is written, wide letters too', () => {
  expect(forbiddenWordsIn('精华１００％有效')).toEqual([{ word: '１００％有效', at: 2, instead: ['有帮助'] }])
})

it.each([
  '您最近买的精华水',
  '这是第一次为您推荐',
  '最后三天',
  '最新到货',
  '第一时间告诉您',
  '第一步，打开小程序',
  '最低消费满 200 元可用',
  '最好提前一天预约',
  '您最好先做皮肤测试',
  '券的唯一编号见下',
  '非遗：国家级非物质文化遗产',
  '绝对不要把验证码告诉别人',
])('says nothing of %s', (text) => {
  expect(wordsIn(text)).toEqual([])
})

it('a harmless expression hides nothing beside it', () => {
  expect(wordsIn('最低消费 200，全网最低')).toEqual(['全网最低'])
  expect(wordsIn('最好的精华')).toEqual(['最好'])
})

it('whatever is said instead is allowed, and what is harmless holds a word that is not', () => {
  for (const words of Object.values(forbiddenWords))
    for (const word of words) expect(wordsIn(word)).toEqual([])
  for (const word of harmlessWords) {
    expect(wordsIn(word)).toEqual([])
    expect(Object.keys(forbiddenWords).some((one) => word.includes(one))).toBe(true)
  }
})
