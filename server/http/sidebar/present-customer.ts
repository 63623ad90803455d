import { momentInWords } from '../../../domain/sales/moments.ts'
import type { SidebarView } from '../../../domain/sidebar/view.ts'
import { escapeHtml } from '../../../http/page.ts'
import { timeLeftInWords } from '../task-page/deadline-words.ts'
import { presentForms } from '../task-page/present-forms.ts'
import type { Hidden } from './hidden-fields.ts'
import { presentQuiet } from './present-quiet.ts'
import { presentWho } from './present-who.ts'
import { presentWords } from './present-words.ts'

/** Who, what is open, what to say, what happened last. A 勿扰 that holds comes before all that is to be done. */
export function presentCustomer(view: SidebarView, knownTags: readonly string[], hidden: Hidden): string {
  const quiet = presentQuiet(view.quiet, hidden)
  const holds = view.quiet.held.length > 0
  return [
    presentWho(view, knownTags, hidden),
    ...(holds ? [quiet] : []),
    presentTask(view, hidden),
    presentWords(view),
    ...(holds ? [] : [quiet]),
    presentRecent(view),
    presentReaders(view),
    `<p class="quiet small beside">聊天里说了什么，客旅看不到。${holds ? '' : '她要是说别再发了，请点上面的「勿扰」。'}</p>`,
  ].join('\n')
}

function presentTask({ task, now, zone }: SidebarView, hidden: Hidden): string {
  if (task === null) return ''
  if (task.kind === 'elsewhere') {
    return '<section><h3>待办</h3><p class="quiet">她有一条待办，在别的同事手里。</p></section>'
  }
  const { view } = task
  const { title, reasons, code } = view.task
  const why = reasons.length > 0 ? `<p class="quiet small">${escapeHtml(reasons.join('；'))}</p>` : ''
  if (!view.mayAct) {
    return `<section><h3>待办：${escapeHtml(title)}</h3>${why}<p class="quiet small">现在由 ${escapeHtml(view.holderName)} 跟进</p></section>`
  }
  const words = view.deadline && timeLeftInWords(view.deadline, view.leftMs ?? 0, now, zone)
  const due = words
    ? `<div class="due ${words.tone}"><b>${escapeHtml(words.left)}</b><span>${escapeHtml(words.moment)}</span></div>`
    : ''
  const form = presentForms({ ...hidden, view, path: `${hidden.path}/task/${escapeHtml(code)}` })
  const label = view.task.state === 'offered' ? '接受' : '完成'
  const finish = view.task.state === 'offered' ? '' : ' data-finish'
  return `<section class="mine"><h3>你的待办：${escapeHtml(title)}</h3>${why}${due}<button class="primary" type="submit" form="act"${finish}>${label}</button></section>${form}`
}

function presentRecent({ recent, now, zone }: SidebarView): string {
  if (recent.length === 0) return ''
  const lines = recent.map(({ at, title, detail }) => {
    const more = detail ? `<q>${escapeHtml(detail)}</q>` : ''
    return `<dt class="quiet">${escapeHtml(momentInWords(at, now, zone))}</dt><dd>${escapeHtml(title)}${more}</dd>`
  })
  return `<section><h3>最近</h3><dl class="log">${lines.join('')}</dl></section>`
}

function presentReaders({ readers, now, zone }: SidebarView): string {
  if (readers.length === 0) return ''
  const lines = readers.map(({ at, name, title, sharedBy }) => {
    const from = sharedBy === null ? '' : `，${sharedBy} 转给她的`
    const words = `${name} 看了「${title}」${from}`
    return `<dt class="quiet">${escapeHtml(momentInWords(at, now, zone))}</dt><dd>${escapeHtml(words)}</dd>`
  })
  return `<section><h3>谁看了你发的素材</h3><dl class="log">${lines.join('')}</dl></section>`
}
