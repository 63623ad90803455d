import { localTime } from '../../../domain/local-time.ts'
import type { AskedOf } from '../../../domain/outreach/group-sends/asked-of.ts'
import { momentInWords } from '../../../domain/sales/moments.ts'
import { resultWords } from '../../../domain/sales/task-card.ts'
import type { TaskList, TaskListRow } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { deadlineInWords } from './deadline-words.ts'
import { presentFrame } from './frame.ts'
import { presentLinkToGroupSends } from './present-group-sends.ts'

/** 我的待办: group-sends to be confirmed, then follow-ups: late first, then what waits for a press, what is in work, and what was done today. */
export function presentList(list: TaskList, groupSends: AskedOf | null): string {
  const { now, zone } = list
  const openRow = (row: TaskListRow) => {
    const words = row.deadline && deadlineInWords(row.deadline, now, zone)
    const tone = words?.tone === 'late' ? ' bad' : words?.tone === 'soon' ? ' warn' : ''
    return rowOf(row, row.task.title, words?.short ?? '', tone)
  }
  const doneRow = (row: TaskListRow) => {
    const { result, doneAt } = row.task
    return rowOf(row, resultWords[result ?? 'unstated'], doneAt ? momentInWords(doneAt, now, zone) : '', '')
  }
  const groups: [string, string, TaskListRow[], (row: TaskListRow) => string][] = [
    ['晚了', ' class="bad"', list.open.filter(({ late }) => late), openRow],
    ['等你接受', '', list.open.filter(({ late, task }) => !late && task.state === 'offered'), openRow],
    ['跟进中', '', list.open.filter((row) => isInWork(row) && !isPutOff(row)), openRow],
    ['以后', '', list.open.filter((row) => isInWork(row) && isPutOff(row)), openRow],
    ['今天做完', '', list.doneToday, doneRow],
  ]
  const shown = groups
    .filter(([, , rows]) => rows.length > 0)
    .map(
      ([name, tone, rows, row]) =>
        `<h4${tone}>${name} ${rows.length}</h4><section>${rows.map(row).join('')}</section>`,
    )
  const empty =
    '<section><p>现在没有待办。</p><p class="quiet small">有客户要跟进时，企业微信会发卡片给你。</p></section>'
  return presentFrame({
    title: '我的待办',
    staffName: `${localTime(now, zone).setLocale('zh-CN').toFormat('M月d日 ccc')} · ${list.staffName}`,
    body:
      (groupSends ? presentLinkToGroupSends(groupSends) : '') +
      (list.open.length === 0 ? [empty, ...shown].join('') : shown.join('')),
  })
}

const isInWork = ({ late, task }: TaskListRow) => !late && task.state === 'accepted'
const isPutOff = ({ deadline }: TaskListRow) => deadline?.to === 'lookAgain'

function rowOf({ task, nickname }: TaskListRow, text: string, when: string, tone: string): string {
  return `<a class="row" href="/task/${escapeHtml(task.code)}"><span><b>${escapeHtml(nickname ?? '未留昵称')}</b>${escapeHtml(text)}</span><span class="when${tone}">${escapeHtml(when)}</span></a>`
}
