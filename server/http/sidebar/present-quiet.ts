import { channelLabels } from '../../../domain/audience/labels.ts'
import { quietScopes } from '../../../domain/customers/quiet.ts'
import type { SidebarQuiet } from '../../../domain/sidebar/view.ts'
import { escapeHtml } from '../../../http/page.ts'
import type { RelationChannel } from '../../../models/customer.ts'
import { type Hidden, hiddenFields } from './hidden-fields.ts'

/** The channels 勿扰 can be set for one by one. */
export const quietChannels: readonly RelationChannel[] = quietScopes.filter((scope) => scope !== 'all')

/** 勿扰: what holds and how it is lifted; or for how long, for what, and what that does, before it is pressed. */
export function presentQuiet(quiet: SidebarQuiet, hidden: Hidden): string {
  return `<section id="quiet"><h3>勿扰</h3>${presentHeld(quiet, hidden)}${quiet.isOnAll ? '' : presentAsk(quiet, hidden)}</section>`
}

function presentHeld({ held }: SidebarQuiet, hidden: Hidden): string {
  if (held.length === 0) return '<p class="quiet small">她要是说别再发了，在这里设。</p>'
  const lines = held.map(({ scope, end }) => `<p>${escapeHtml(`${scope}，${end}`)}</p>`)
  return `<div class="quietly">${lines.join('')}<p class="small">营销消息停了，订单、物流、售后的通知照发。</p></div>
<form class="lift" method="post" action="${hidden.path}/unquiet">${hiddenFields(hidden)}<button type="submit">她说可以了，解除勿扰</button></form>`
}

function presentAsk({ waiting, quietened }: SidebarQuiet, hidden: Hidden): string {
  const tick = (channel: RelationChannel) =>
    `<label><input type="checkbox" name="${channel}" value="1" checked><span>${channelLabels[channel]}</span></label>`
  const effects = [
    '营销消息停发；订单、物流、售后通知照发',
    ...(waiting.length > 0 ? [`排着的 ${waiting.length} 条不发了：${waiting.join('、')}`] : []),
    ...quietened.map((name) => `正在走的「${name}」跳过营销消息`),
    '你们还能照常聊天，待办不受影响',
  ]
  const list = effects.map((effect) => `<li>${escapeHtml(effect)}</li>`).join('')
  return `<details><summary>给她设勿扰</summary><form method="post" action="${hidden.path}/quiet">${hiddenFields(hidden)}
<h4>多久</h4><div class="choices" role="radiogroup" aria-label="多久"><label><input type="radio" name="days" value="30" checked><span>30 天</span></label><label><input type="radio" name="days" value=""><span>一直</span></label></div>
<h4>哪些不发</h4><div class="choices">${quietChannels.map(tick).join('')}</div>
<label class="field"><span>她怎么说的（选填）</span><textarea name="said" rows="2" maxlength="200"></textarea></label>
<h4>会发生什么</h4><ul>${list}</ul><button class="primary lift" type="submit">设勿扰</button></form></details>`
}
