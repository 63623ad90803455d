import { expect, it } from 'vitest'
import { kindTable } from '../graph/kind-table.ts'
import { type Kind, kinds } from '../graph/written.ts'
import { readDuration, writeDuration } from './durations.ts'
import { entryForm } from './entry-form.ts'
import { isAt, shapeOf } from './fields.ts'
import { filled, formOf } from './step-forms.ts'

it.each(kinds)(
  'a new step %s is written in a way its form knows, and so is every way it offers',
  (kind: Kind) => {
    const form = formOf(kind)
    const step = kindTable[kind].make()
    expect(shapeOf(form, step)).toBe(form.shapes[0])
    for (const shape of form.shapes) expect(shapeOf(form, shape.make(step))?.label).toBe(shape.label)
  },
)

it('every way to enter is told apart', () => {
  for (const shape of entryForm.shapes) expect(shapeOf(entryForm, shape.make({ again: 'never' }))).toBe(shape)
  expect(shapeOf(entryForm, {})).toBeNull()
})

it('a field that may be left out is taken away when it is emptied; one that may not stays empty', () => {
  const [message, channels] = formOf('send').shapes[0]!.fields
  const step = { send: { message: 'm', channels: ['sms'] }, next: 'end' }
  expect(filled(step, channels!, [])).toEqual({ send: { message: 'm' }, next: 'end' })
  expect(filled(step, message!, '')).toEqual({ send: { message: '', channels: ['sms'] }, next: 'end' })
})

it('faults are at the field their path begins with', () => {
  expect(isAt('send.channels.0', ['send', 'channels'])).toBe(true)
  expect(isAt('send.channelsX', ['send', 'channels'])).toBe(false)
})

it('durations are read and written as the language has them', () => {
  expect(readDuration('3 days')).toEqual({ count: 3, unit: 'day' })
  expect(readDuration('soon')).toBeNull()
  expect([writeDuration({ count: 1, unit: 'day' }), writeDuration({ count: 2, unit: 'month' })]).toEqual([
    '1 day',
    '2 months',
  ])
})
