import type { AnswerOf } from '../../api/operations.ts'

type Listed = AnswerOf<'get', '/integrations'>
export type Integration = Listed['items'][number]
export type Key = Integration['keys'][number]
export type Scope = Listed['scopes'][number]

export const states: Record<Key['state'], { label: string; tone: 'good' | 'quiet' }> = {
  live: { label: '在用', tone: 'good' },
  expired: { label: '已到期', tone: 'quiet' },
  revoked: { label: '已停用', tone: 'quiet' },
}

/** One a line, or however else people separate them. */
export const addressesIn = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean)
