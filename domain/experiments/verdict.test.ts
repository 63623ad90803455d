import { expect, it } from 'vitest'
import { analyse, usualPoints } from './analysis.ts'
import { type Experiment, holdoutArm, holdoutPlace, treatedArm } from './experiment.ts'
import type { Reading } from './reading.ts'
import { anExperiment, aReading } from './testing/a-reading.ts'
import { verdictOn } from './verdict.ts'

const say = (reading: Reading, experiment: Experiment = anExperiment(), points?: number) =>
  verdictOn(experiment, reading, analyse(experiment, reading, points))

it('says in words what there is not: a goal, people, people whose window is over, people of an arm', () => {
  const nobodyYet = aReading(0, {})
  expect(say(nobodyYet, anExperiment({ goal: null })).says).toBe('流程没有写目标，比不出来')
  expect(say(nobodyYet)).toMatchObject({ kind: 'nobody', says: '还没有人进来', winner: null })
  const one = aReading(0, {}, { waiting: { a: 1 } })
  expect(say(one).says).toBe('进来了 1 人，都还没满 14 天，先不算')
  const onlyA = aReading(1, { a: [1, 1] })
  expect(say(onlyA)).toMatchObject({
    kind: 'emptyArm',
    says: '「提前 5 天」还没有人满 14 天（别的组有 1 人），比不了',
  })
  expect(analyse(anExperiment(), onlyA).comparisons[0]).toMatchObject({
    ...{ difference: null, relative: null, isTold: false },
    interval: { from: -1, to: 1 },
  })
})

it('tells a difference with how sure it is, and who wins it', () => {
  const better = say(aReading(180, { a: [14, 2], b: [14, 4] }))
  expect(better.kind).toBe('told')
  // 4 of 14 against 2 of 14: twice as many.
  expect(better.says).toBe('提前 5 天比提前 3 天，多 100% 的人购买，可以信。')
  expect(better.details[0]).toMatch(/^真实差距有 95% 的把握在 \+\d+% 到 \+1\d\d% 之间$/)
  expect(better.winner).toBe('b')

  const worse = say(aReading(180, { a: [14, 4], b: [14, 2] }))
  expect(worse.says).toBe('提前 5 天比提前 3 天，少 50% 的人购买，可以信。')
  expect(worse.winner).toBe('a')
})

it('where nobody of the first arm did it, it tells points and divides by nothing', () => {
  expect(say(aReading(60, { a: [20, 0], b: [20, 4] })).says).toBe(
    '提前 5 天比提前 3 天，多 20 个点的人购买，可以信。',
  )
})

it('of next to nothing it tells points, too: a great percentage of hardly anybody says less', () => {
  // 16 of 20 against 1 of 20: fifteen times as many more; 4 of 20 against 1 of 20: three times as many more.
  expect(say(aReading(60, { a: [20, 1], b: [20, 16] })).says).toBe(
    '提前 5 天比提前 3 天，多 75 个点的人购买，可以信。',
  )
  expect(say(aReading(60, { a: [20, 1], b: [20, 4] })).says).toBe(
    '提前 5 天比提前 3 天，多 300% 的人购买，可以信。',
  )
})

it('as long as it cannot tell it says when it could', () => {
  const reading = aReading(20, { a: [10, 1], b: [10, 1] })
  const { asked } = analyse(anExperiment(), reading, 0.03)
  const verdict = say(reading, anExperiment(), 0.03)
  expect(verdict).toMatchObject({ kind: 'open', winner: null })
  expect(verdict.says).toBe(`还看不出，约 ${asked.days} 天后能看出 3 个点的差`)
  // A greater difference shows sooner, more people a day show it sooner; nobody sees it before their window is over.
  expect(analyse(anExperiment(), reading, 0.1).asked.days).toBeLessThan(asked.days ?? 0)
  expect(analyse(anExperiment(), { ...reading, perDay: 200 }, 0.03).asked.days).toBeLessThan(asked.days ?? 0)
  expect(analyse(anExperiment(), { ...reading, perDay: 1e9 }, 0.03).asked.days).toBe(14 + 1)
  expect(say({ ...reading, perDay: 0 }, anExperiment(), 0.03).says).toBe(
    '还看不出；最近没有新人进来，等也不会更清楚',
  )
  expect(say({ ...reading, perDay: 0.1 }, anExperiment(), 0.005).says).toBe(
    '还看不出；差别要是不到 0.5 个点，照现在进来的人数，三年也看不出',
  )
})

it('says that there is no difference only when none of the size that was asked about is left', () => {
  const alike = aReading(300, { a: [40, 8], b: [40, 8] })
  expect(say(alike, anExperiment(), 0.05)).toMatchObject({
    kind: 'same',
    says: '没差别',
    details: ['就算有差别，也不到 5 个点'],
  })
  expect(say(alike, anExperiment(), 0.005).kind).toBe('open')
})

it('believes nothing when people were dealt otherwise than was meant, and says how unlikely that is', () => {
  const better = aReading(180, { a: [20, 2], b: [14, 4] })
  const verdict = say(better)
  expect(verdict).toMatchObject({ kind: 'stray', says: '两组人数跑偏了，先别信', winner: null })
  expect(verdict.details[0]).toContain('不到千分之一')
  const heldOut = [{ shares: [0.1, 0.9], people: [900, 4_000] }]
  expect(say(aReading(180, { a: [14, 2], b: [14, 4] }, { heldOut })).kind).toBe('stray')
})

it('compares what was sent with nothing, for a hold-out and beside a split', () => {
  const holdout = anExperiment({
    place: holdoutPlace,
    arms: [
      { id: holdoutArm, letter: '—', name: '空白对照组' },
      { id: treatedArm, letter: '发', name: '照流程走的人' },
    ],
  })
  const each = { [holdoutArm]: [3, 0], [treatedArm]: [27, 9] } as const
  const verdict = say(aReading(60, each, { dealt: [] }), holdout)
  expect(verdict.says).toBe('照流程走的人比空白对照组，多 33.3 个点的人购买，可以信。')
  expect(verdict.winner).toBeNull()

  const split = say(aReading(180, { a: [14, 2], b: [14, 4], [holdoutArm]: [3, 0] }))
  expect(split.details).toContain('提前 5 天比什么都不发，多 28.6 个点')
})

it('of three arms each is told of more carefully, and worse than the first wins nothing for the first', () => {
  const arms = [
    { id: 'a', letter: 'A', name: '甲' },
    { id: 'b', letter: 'B', name: '乙' },
    { id: 'c', letter: 'C', name: '丙' },
  ]
  const three = anExperiment({ arms })
  const worse = say(aReading(100, { a: [20, 6], b: [20, 2], c: [20, 6] }, { dealt: [] }), three)
  expect(worse).toMatchObject({ says: '乙比甲，少 67% 的人购买，可以信。', winner: null })
  expect(worse.details).toContain('一起比了 3 组，区间已按此放宽')
  const [two] = analyse(anExperiment(), aReading(100, { a: [20, 6], b: [20, 2] })).comparisons
  const [ofThree] = analyse(three, aReading(100, { a: [20, 6], b: [20, 2], c: [20, 6] })).comparisons
  expect(ofThree?.interval.from).toBeLessThan(two?.interval.from ?? 0)
})

it('asks about a quarter of what there is, in sizes people name', () => {
  expect([null, 0, 0.02, 0.05, 0.12, 0.3, 0.9].map(usualPoints)).toEqual([
    0.005, 0.005, 0.005, 0.01, 0.03, 0.05, 0.1,
  ])
})
