import type { TaskCard } from '../../domain/sales/ports.ts'
import { inertWords } from '../../domain/text/inert-words.ts'
import { cutBytes } from '../byte-length.ts'
import { limits, within, withinBytes } from './limits.ts'

/** The wire form of a button card (document 90236, button_interaction). */
export interface TemplateCard {
  card_type: 'button_interaction'
  task_id: string
  main_title: { title: string; desc?: string }
  sub_title_text?: string
  horizontal_content_list?: { keyname: string; value: string }[]
  jump_list: { type: 1; title: string; url: string }[]
  card_action: { type: 1; url: string }
  button_list: { text: string; style: 1 | 2 | 3 | 4; key: string }[]
}

const api = '/cgi-bin/message/send'

/**
 * Shows a task as a button card. Its words are those of customers and colleagues as well: letters on one line, never a link.
 * Texts that are too long are cut with an ellipsis, since a shortened card is better than none; ids, keys and addresses cannot be cut and are refused with PlatformError `invalid`.
 */
export function presentTaskCard(card: TaskCard): TemplateCard {
  within(api, 'taskId', /^[0-9A-Za-z_\-@]+$/.test(card.cardId))
  withinBytes(api, 'taskId', card.cardId, limits.taskId)
  const title = words(card.title, limits.cardTitle)
  within(api, 'title', title !== '')
  withinBytes(api, 'url', card.url, limits.url)
  within(api, 'buttons', card.buttons.length >= 1 && card.buttons.length <= limits.cardButtons)
  for (const { key } of card.buttons) {
    within(api, 'buttonKey', key !== '')
    withinBytes(api, 'buttonKey', key, limits.buttonKey)
  }
  const facts = card.facts
    .map(({ label, value }) => ({
      keyname: words(label, limits.factLabel),
      value: words(value, limits.factValue),
    }))
    // Such as a name that shows as nothing.
    .filter(({ value }) => value !== '')
    .slice(0, limits.cardFacts)
  return {
    card_type: 'button_interaction',
    task_id: card.cardId,
    main_title: { title },
    ...(card.description ? { sub_title_text: words(card.description, limits.cardDescription) } : {}),
    ...(facts.length > 0 ? { horizontal_content_list: facts } : {}),
    // A tap on the card opens the page as well; a line that says so is found.
    jump_list: [{ type: 1, title: '打开待办，看详情和填结果', url: card.url }],
    card_action: { type: 1, url: card.url },
    button_list: card.buttons.map(({ key, text, style }) => ({
      text: cutBytes(text, limits.buttonText),
      style,
      key,
    })),
  }
}

function words(text: string, maxBytes: number): string {
  return cutBytes(inertWords(text), maxBytes)
}
