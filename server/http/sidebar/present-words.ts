import { randomUUID } from 'node:crypto'
import type { ChatPart } from '../../../domain/sidebar/chat-parts.ts'
import type { SidebarView, WrittenWords } from '../../../domain/sidebar/view.ts'
import { escapeHtml } from '../../../http/page.ts'

/** 现在可以说: each part with the press that sends it, why it is offered, and all else there is. */
export function presentWords({ offered, others, quiet }: SidebarView): string {
  const none = quiet.isOnAll
    ? '她设了勿扰，这里不给营销的话。'
    : '现在没有特别合适的话，想说什么直接在聊天里说。'
  const shown = offered.length > 0 ? offered.map(presentOne).join('') : `<p class="quiet">${none}</p>`
  const rest =
    others.length > 0
      ? `<details><summary>全部话术 ${others.length}</summary>${others.map(presentOne).join('')}</details>`
      : ''
  return `<section><h3>现在可以说</h3>${shown}${rest}</section>`
}

function presentOne({ piece, why, parts }: WrittenWords): string {
  return parts
    .map(
      (part) =>
        `<div class="offer" data-words="${escapeHtml(piece)}"><p class="quiet small">${escapeHtml(why)}</p>${presentPart(part)}</div>`,
    )
    .join('')
}

function presentPart(part: ChatPart): string {
  switch (part.kind) {
    case 'text': {
      const text = escapeHtml(part.text)
      return `<p class="text">${text}</p><textarea rows="4" aria-label="要发的话" hidden>${text}</textarea><div class="pair">${button(part)}<button type="button" data-edit>改一改再发</button></div>`
    }
    case 'link':
      return `<div class="card"><b>${escapeHtml(part.title)}</b><span class="quiet small">${escapeHtml(part.description || part.url)}</span></div><div class="pair">${button(part)}</div>`
    case 'miniprogram':
      return `<div class="card"><b>${escapeHtml(part.title)}</b><span class="quiet small">小程序卡片</span></div><div class="pair">${button(part)}</div>`
  }
}

function button(part: ChatPart): string {
  const message = escapeHtml(JSON.stringify(messageOf(part)))
  return `<button type="button" data-send="${message}" data-part="${part.kind}" data-once="${randomUUID()}">发到聊天</button>`
}

/** A part as `sendChatMessage` takes it (document 94353). */
function messageOf(part: ChatPart) {
  switch (part.kind) {
    case 'text':
      return { msgtype: 'text', text: { content: part.text } }
    case 'link': {
      const { url: link, title, description: desc, pictureUrl: imgUrl } = part
      return { msgtype: 'news', news: { link, title, desc, imgUrl } }
    }
    case 'miniprogram': {
      const { appid, title, pictureUrl: imgUrl, page } = part
      return { msgtype: 'miniprogram', miniprogram: { appid, title, imgUrl, page } }
    }
  }
}
