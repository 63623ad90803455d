import type { LocationQuery } from 'vue-router'

/** What a list of customers is narrowed by; it stands in the address, so that a list can be handed on. */
export interface ListFilters {
  search?: string
  tag?: string
  segment?: string
  owner?: string
  test?: 'yes' | 'no'
}

/** What who takes a list along says. */
export interface ExportAsked {
  reason: string
  contact: 'masked' | 'clear'
}

const names = ['search', 'tag', 'segment', 'owner'] as const

export function filtersFrom(query: LocationQuery): ListFilters {
  const filters: ListFilters = {}
  for (const name of names) {
    const value = query[name]
    if (typeof value === 'string' && value !== '') filters[name] = value
  }
  if (query.test === 'yes' || query.test === 'no') filters.test = query.test
  return filters
}

/** The same without what is empty. */
export function withoutEmpty(filters: ListFilters): ListFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) as ListFilters
}

export const isNarrowed = (filters: ListFilters): boolean => Object.keys(withoutEmpty(filters)).length > 0

export function areSame(one: ListFilters, other: ListFilters): boolean {
  const [a, b] = [withoutEmpty(one), withoutEmpty(other)] as Record<string, string>[]
  return [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].every(
    (name) => a?.[name] === b?.[name],
  )
}

const ways = { phone: '按手机号找到', id: '按编号找到', nickname: '按昵称开头找到', list: '' } as const

/** How the list came about, in words. */
export const foundWords = (foundBy: keyof typeof ways): string => ways[foundBy]

/** Why nothing is there, and what to do. */
export function emptyWords(filters: ListFilters): { title: string; why: string } {
  if (!isNarrowed(filters)) {
    return {
      title: '还没有客户',
      why: '有人加好友、登录小程序或下单后，会自动出现在这里；店长和导购只看得到自己名下的客户',
    }
  }
  const what = filters.search ? `「${filters.search}」` : '符合这些条件的客户'
  return {
    title: `没有找到${what}`,
    why: filters.search
      ? '可以写完整手机号、客户编号，或昵称开头的几个字；只找你能看的客户'
      : '去掉一个条件再看',
  }
}
