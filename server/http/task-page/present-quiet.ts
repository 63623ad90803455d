import { quietScopes } from '../../../domain/customers/quiet.ts'
import { scopeWords } from '../../../domain/customers/quiet-words.ts'
import type { TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'

/** 勿扰: what holds, for the holder a way to set it when a customer writes 别再发了, and to lift what salespeople set. */
export function presentQuiet(input: { view: TaskView; csrf: string; once: string }): string {
  const { quiet, mayAct, names } = input.view
  const held = quiet.map(({ scope, end, by, place }) => {
    const who = by?.who === 'staff' ? (names.get(by.id) ?? by.id) : ''
    return `<li>${escapeHtml(`${scope}：${end}`)}<span class="quiet small">（${escapeHtml([who, place].filter(Boolean).join('，'))}）</span></li>`
  })
  if (!mayAct && held.length === 0) return ''
  const list = held.length > 0 ? `<ul>${held.join('')}</ul>` : '<p class="quiet">没有设勿扰</p>'
  return `<section id="quiet"><h3>勿扰</h3>${list}${mayAct ? presentLift(input) + presentSet(input) : ''}</section>`
}

type Input = Parameters<typeof presentQuiet>[0]

const pathOf = ({ view }: Input): string => `/task/${escapeHtml(view.task.code)}`

function hidden({ csrf, once }: Input): string {
  return `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="once" value="${escapeHtml(once)}">`
}

function presentLift(input: Input): string {
  if (!input.view.quiet.some(({ by }) => by?.who === 'staff')) return ''
  return `<form method="post" action="${pathOf(input)}/unquiet">${hidden(input)}<button type="submit">取消勿扰</button></form>`
}

/** No channel chosen is all of them, so that it works without a script and in two presses. */
function presentSet(input: Input): string {
  const long = (days: string, words: string, checked = '') =>
    `<label><input type="radio" name="days" value="${days}" required${checked}><span>${words}</span></label>`
  const only = quietScopes
    .filter((scope) => scope !== 'all')
    .map(
      (scope) =>
        `<label><input type="checkbox" name="${scope}" value="1"><span>${scopeWords(scope)}</span></label>`,
    )
  return `<details><summary>她说别再发了：设勿扰</summary><form method="post" action="${pathOf(input)}/quiet">${hidden(input)}<div class="choices" role="radiogroup" aria-label="多久">${long('30', '30 天', ' checked')}${long('', '一直')}</div><p class="quiet small">只是这些渠道（都不选就是全部渠道）</p><div class="choices">${only.join('')}</div><p class="quiet small">不再发营销，等着发的也不发；订单、物流和她主动找你不受影响。</p><button type="submit">设勿扰</button></form></details>`
}
