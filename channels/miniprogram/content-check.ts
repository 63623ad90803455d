import type { ContentCheck } from '../../domain/text/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { MiniprogramApi } from './api.ts'

/** What customers write, judged by msgSecCheck 2.0. */
export function createContentCheck({ api }: { api: MiniprogramApi }): ContentCheck {
  return {
    async check({ openid, words, scene }) {
      try {
        return await api.checkContent({ openid, content: words, scene: scene === 'profile' ? 1 : 2 })
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        return 'unknown'
      }
    },
  }
}
