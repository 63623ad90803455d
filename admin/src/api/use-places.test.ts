import { expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { usePlaces } from './use-places.ts'

it('goes on behind a place and back, and begins anew when the list is another one', async () => {
  const look = ref('all')
  const places = usePlaces(look)
  expect([places.number, places.after]).toEqual([1, undefined])
  places.forth('b')
  places.forth('c')
  expect([places.number, places.after]).toEqual([3, 'c'])
  places.back()
  expect([places.number, places.after]).toEqual([2, 'b'])
  look.value = 'failed'
  await nextTick()
  expect([places.number, places.after]).toEqual([1, undefined])
})
