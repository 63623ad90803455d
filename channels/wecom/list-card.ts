import type { ListCard } from '../../domain/sales/ports.ts'
import { inertWords } from '../../domain/text/inert-words.ts'
import { cutBytes } from '../byte-length.ts'
import { limits, within, withinBytes } from './limits.ts'

/** The wire form of a card that only opens a page (document 90236, text_notice). */
export interface NoticeCard {
  card_type: 'text_notice'
  task_id: string
  main_title: { title: string }
  sub_title_text: string
  horizontal_content_list: { keyname: string; value: string }[]
  jump_list: { type: 1; title: string; url: string }[]
  card_action: { type: 1; url: string }
}

const api = '/cgi-bin/message/send'

/** Words that are too long are cut; ids and addresses are refused with PlatformError `invalid`. */
export function presentListCard({ cardId, title, description, facts, url }: ListCard): NoticeCard {
  within(api, 'taskId', /^[0-9A-Za-z_\-@]+$/.test(cardId))
  withinBytes(api, 'taskId', cardId, limits.taskId)
  withinBytes(api, 'url', url, limits.url)
  return {
    card_type: 'text_notice',
    task_id: cardId,
    main_title: { title: words(title, limits.cardTitle) },
    sub_title_text: words(description, limits.cardDescription),
    horizontal_content_list: facts.slice(0, limits.cardFacts).map(({ label, value }) => ({
      keyname: words(label, limits.factLabel),
      value: words(value, limits.factValue),
    })),
    jump_list: [{ type: 1, title: '打开我的待办', url }],
    card_action: { type: 1, url },
  }
}

const words = (text: string, maxBytes: number): string => cutBytes(inertWords(text), maxBytes)
