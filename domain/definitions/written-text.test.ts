import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Structure, structureOf, writeInto } from './written-text.ts'

const wake = readFileSync(
  new URL('../../templates/journeys/wake-sleeping-members.yaml', import.meta.url),
  'utf8',
)
type Steps = Record<string, Record<string, unknown>>
const edited = (change: (steps: Steps, all: Structure) => void): string => {
  const structure = structureOf(wake)!
  change(structure.steps as Steps, structure)
  const text = writeInto(wake, structure)
  expect(structureOf(text)).toEqual(structure)
  return text
}
const changedLines = (text: string) => {
  const before = wake.split('\n')
  const after = text.split('\n')
  return {
    gone: before.filter((line) => !after.includes(line)),
    come: after.filter((line) => !before.includes(line)),
  }
}

describe('a structure written into a text', () => {
  it('leaves a text that says the same as it is', () => {
    expect(edited(() => undefined)).toBe(wake)
  })

  it('changes the one line of a changed value', () => {
    const text = edited(({ review }) => {
      review!.send = { message: 'review-request', channels: ['email', 'sms'] }
    })
    expect(changedLines(text)).toEqual({
      gone: ['    send: { message: review-request, channels: [email] }'],
      come: ['    send: { message: review-request, channels: [ email, sms ] }'],
    })
  })

  it('keeps the comment behind a value, and those of its neighbours', () => {
    const text = edited(({ coupon }) => {
      coupon!.usedUp = 'end'
    })
    expect(text).toContain('usedUp: end # 券发完了，不发「券已到账」')
    expect(text).toContain('came-back:                                    # 判断节点')
  })

  it('puts a new step where it stands in the structure, and takes one away with its lines', () => {
    const text = edited((steps, all) => {
      const { hot: _, ...rest } = steps
      const entries = Object.entries(rest)
      entries.splice(2, 0, ['rest-a-day', { wait: '1 day', next: 'came-back' }])
      all.steps = Object.fromEntries(entries)
    })
    expect(text).toContain(
      '    next: came-back\n  rest-a-day:\n    wait: 1 day\n    next: came-back\n  came-back:',
    )
    expect(text).not.toContain('hot:\n')
    expect(text).toMatch(/^# yaml-language-server/)
  })

  it('moves steps with their comments when their order changes', () => {
    const text = edited((steps, all) => {
      all.steps = Object.fromEntries(Object.entries(steps).reverse())
    })
    expect(text.indexOf('came-back:       ')).toBeLessThan(text.indexOf('  invite:\n'))
    expect(changedLines(text)).toEqual({ gone: [], come: [] })
  })

  it.each([
    ['a block of text with a line like a comment', 'a: |\n  x\n  # no comment\n\n# of b\nb: 1\nc: 2\n'],
    ['comments at the end', 'a: 1 # one\nb: [1, 2]\nc: 3\n# the end\n'],
  ])('keeps %s', (_, text) => {
    const structure = { ...structureOf(text), c: 4 }
    expect(writeInto(text, structure)).toBe(text.replace(/c: \d/, 'c: 4'))
  })

  it.each([
    ['nothing', ''],
    ['a text that cannot be read', 'a: [1'],
    ['two definitions', 'a: 1\n---\nb: 2\n'],
    ['an alias whose anchor goes away', 'a: &x [1]\nb: *x\n'],
  ])('writes anew over %s', (_, text) => {
    const structure = { journey: 'j', b: [1, 2] }
    expect(structureOf(writeInto(text, structure))).toEqual(structure)
  })
})

it('a text that begins with empty lines or with comments keeps them', () => {
  for (const head of ['\n', '\n\n', '# 说明\n', '\n# 说明\n']) {
    expect(writeInto(`${head}a: 1\nb: 2\n`, { a: 1, b: 3 })).toBe(`${head}a: 1\nb: 3\n`)
  }
})
