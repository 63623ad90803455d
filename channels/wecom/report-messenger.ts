import type { SendOutcome } from '../../domain/outreach/ports.ts'
import type { ReportMessenger } from '../../domain/reports/ports.ts'
import { inertWords } from '../../domain/text/inert-words.ts'
import { outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { staffRefusals } from './codes.ts'
import { outcomeOf } from './staff-messenger.ts'

type ReportLine = Parameters<ReportMessenger['sendLines']>[0]['lines'][number]

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * Reports as messages of our app. As `text`: it is the one kind that shows in WeCom and in the WeChat plug-in (微信插件) and takes several
 * links; `markdown` shows in WeCom alone, a `textcard` has one link and 512 bytes (document 90236).
 */
export function createReportMessenger({
  api,
}: {
  api: Pick<WecomApi, 'sendMessage' | 'uploadFile'>
}): ReportMessenger {
  return {
    async sendLines({ userid, lines }) {
      try {
        return outcomeOf(await api.sendMessage({ userid, text: lines.map(presentLine).join('\n') }))
      } catch (error) {
        return outcomeOfFault(error, staffRefusals)
      }
    },
    async sendFile({ userid, filename, bytes }) {
      try {
        const fileMediaId = await upload({ filename, bytes })
        return typeof fileMediaId === 'string'
          ? outcomeOf(await api.sendMessage({ userid, fileMediaId }))
          : fileMediaId
      } catch (error) {
        return outcomeOfFault(error, staffRefusals)
      }
    },
  }

  /** The id, or why there is none: nothing was sent to anybody, whatever became of the upload. */
  async function upload(file: { filename: string; bytes: Buffer }): Promise<string | SendOutcome> {
    try {
      return await api.uploadFile({ ...file, contentType: xlsx })
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      const outcome = outcomeOfFault(error, staffRefusals)
      return outcome.kind === 'unknown'
        ? { kind: 'retryLater', afterMs: uploadAgainMs, code: outcome.code }
        : outcome
    }
  }
}

const uploadAgainMs = 60_000

function presentLine({ words, url }: ReportLine): string {
  const letters = inertWords(words)
  // The address is ours, and written as one: no quote ends the attribute.
  return url === undefined ? letters : `<a href="${url}">${letters}</a>`
}
