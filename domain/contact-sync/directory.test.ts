import { expect, it } from 'vitest'
import { pathsOf } from './department-paths.ts'
import { contactQuota, leftMs } from './estimate.ts'
import { createStoreOf } from './store-of.ts'

const department = (id: number, name: string, parent: number) => ({ id, name, parent, leads: [] })

it('the path of a department is made of the names below the root', () => {
  const paths = pathsOf([
    department(1, '某某公司', 0),
    department(2, '华东', 1),
    department(3, '西湖店', 2),
    // Its parent is outside of what the app may see.
    department(9, '总经办', 8),
  ])
  expect(Object.fromEntries(paths)).toEqual({ 1: '某某公司', 2: '华东', 3: '华东/西湖店', 9: '总经办' })
})

it('departments that are said to be below each other do not keep anybody going round', () => {
  expect(pathsOf([department(2, '甲', 3), department(3, '乙', 2)]).get(2)).toMatch(/甲$/)
})

it('somebody works in the one 门店 of their departments; of several nobody can say which', () => {
  const storeOf = createStoreOf(
    [
      { _id: 'li', department: '华东/西湖店' },
      { _id: 'han', department: '总部', departments: ['华东/西湖店'] },
      { _id: 'wang', department: '华东/西湖店', departments: ['华南/广州店'] },
      { _id: 'zhao', department: '总部' },
    ],
    [
      { _id: 'XH', department: '华东/西湖店' },
      { _id: 'GZ', department: '华南/广州店' },
    ],
  )
  expect(['LI', 'han', 'wang', 'zhao', 'nobody'].map(storeOf)).toEqual([
    'XH',
    'XH',
    undefined,
    undefined,
    undefined,
  ])
})

it('what is left takes as long as what was done, and nothing is said before anything was', () => {
  const at = new Date(0)
  expect(leftMs({ at, members: 200, done: 0 }, new Date(9_000))).toBeNull()
  expect(leftMs({ at, members: undefined, done: 0 }, new Date(9_000))).toBeNull()
  expect(leftMs({ at, members: 200, done: 50 }, new Date(10_000))).toBe(30_000)
})

it('the free number is near from four fifths on; without one nothing is', () => {
  expect(contactQuota(799, 1_000)).toMatchObject({ isNear: false })
  expect(contactQuota(800, 1_000)).toEqual({ limit: 1_000, share: 0.8, isNear: true })
  expect(contactQuota(800, undefined)).toBeNull()
})
