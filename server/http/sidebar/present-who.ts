import { channelLabels } from '../../../domain/audience/labels.ts'
import type { SidebarView } from '../../../domain/sidebar/view.ts'
import { escapeHtml } from '../../../http/page.ts'
import { type Hidden, hiddenFields } from './hidden-fields.ts'

/** Who it is: name and remark, story, tags, and what reaches them. */
export function presentWho(view: SidebarView, knownTags: readonly string[], hidden: Hidden): string {
  const { name, tier, phone, owner, story } = view
  const ownerWords = owner && `归 ${owner.name}${owner.store ? ` · ${owner.store}` : ''}`
  const facts = [tier, phone, ownerWords].flatMap((fact) => (fact ? [escapeHtml(fact)] : []))
  const sentences = story.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('')
  const initial = [...name][0] ?? ''
  return `<section><div class="who"><b aria-hidden="true">${escapeHtml(initial)}</b><div><h2>${escapeHtml(name)}</h2><p class="quiet small">${facts.join(' · ')}</p></div>${view.quiet.held.length > 0 ? '' : '<a class="button" href="#quiet">勿扰</a>'}</div>
${presentRemark(view, hidden)}<div class="story">${sentences}</div>
${presentTags(view, knownTags, hidden)}${presentReach(view)}</section>`
}

function presentRemark({ remark, isFriend }: SidebarView, hidden: Hidden): string {
  if (!isFriend) return '<p class="quiet small">你们不是企业微信好友，备注由她的好友来改。</p>'
  const shown = remark ? `备注 ${escapeHtml(remark)}` : '还没有备注'
  return `<details><summary>${shown} · 改</summary><form class="inline" method="post" action="${hidden.path}/remark">${hiddenFields(hidden)}<input name="remark" aria-label="备注" maxlength="20" value="${escapeHtml(remark ?? '')}"><button type="submit">存下备注</button></form></details>`
}

function presentTags({ tags }: SidebarView, knownTags: readonly string[], hidden: Hidden): string {
  const chip = ({ name, origin, mayRemove }: SidebarView['tags'][number]) => {
    const shown = escapeHtml(name)
    const button = mayRemove
      ? `<button type="submit" form="untag" name="remove" value="${shown}" aria-label="去掉标签 ${shown}">✕</button>`
      : ''
    return `<li title="${escapeHtml(origin)}">${shown}${button}</li>`
  }
  const has = new Set(tags.map(({ name }) => name))
  const options = knownTags
    .filter((name) => !has.has(name))
    .map((name) => `<option value="${escapeHtml(name)}">`)
  const list =
    tags.length > 0
      ? `<ul class="tags">${tags.map(chip).join('')}</ul>`
      : '<p class="quiet small">还没有标签。</p>'
  return `${list}<form id="untag" method="post" action="${hidden.path}/tags">${hiddenFields(hidden)}</form>
<details><summary>＋ 标签</summary><form class="inline" method="post" action="${hidden.path}/tags">${hiddenFields(hidden)}<input name="add" aria-label="标签名字" maxlength="30" list="known-tags" autocomplete="off" required><button type="submit">加上标签</button></form><datalist id="known-tags">${options.join('')}</datalist></details>`
}

function presentReach({ reach }: SidebarView): string {
  const words = reach.map(({ channel, says }) => `${channelLabels[channel]}：${says}`).join('；')
  return `<details class="reach"><summary>能怎么联系到她</summary><p class="quiet small">${escapeHtml(words)}</p></details>`
}
