import type { HandOverReason, TaskLogEntry } from '../../models/tasks.ts'
import { momentInWords } from './moments.ts'
import { handOverWords, resultWords } from './task-card.ts'

interface Reader {
  name: (userid?: string) => string
  now: Date
  zone: string
}
type Say = (entry: TaskLogEntry, reader: Reader) => string

const sentences: Record<TaskLogEntry['what'], Say> = {
  opened: () => '生成待办',
  assigned: ({ staff, past }, reader) => `${fullInWords(past, reader)}派给 ${reader.name(staff)}`,
  accepted: ({ staff }, { name }) => `${name(staff)} 接受了`,
  done: ({ staff, result }, { name }) => `${name(staff)} 完成：${resultWords[result ?? 'unstated']}`,
  corrected: ({ staff, result }, { name }) => `${name(staff)} 改成：${resultWords[result ?? 'unstated']}`,
  passed_on: ({ staff, to }, { name }) =>
    to ? `${name(staff)} 转给 ${name(to)}` : `${name(staff)} 转给同事`,
  postponed: ({ staff, until, result }, { name, now, zone }) =>
    `${name(staff)} ${result ? `${resultWords[result]}，` : ''}改到 ${until ? momentInWords(until, now, zone) : '以后'}`,
  reminded: ({ staff }, { name }) => `提醒了 ${name(staff)}`,
  called: ({ staff }, { name }) => `${name(staff)} 打了电话`,
  overdue: ({ staff, note }, { name }) =>
    `${name(staff)} ${handOverWords[note as HandOverReason] ?? handOverWords.overdue}`,
  reassigned: ({ staff, by, past }, reader) =>
    `${fullInWords(past, reader)}${by ? `${by} ` : ''}转给 ${reader.name(staff)}`,
  waits: ({ staff, past = [staff ?? ''], until }, reader) =>
    `${fullInWords(past, reader)}等到${until ? momentInWords(until, reader.now, reader.zone).replace(/ \d\d:\d\d$/, '') : '下个工作日'}再派`,
  turned_away: ({ staff, past = [staff ?? ''] }, reader) =>
    `${fullInWords(past, reader)}没有派出去，流程走了另一条路`,
  joined: ({ note }) => `新的理由：${note ?? ''}`,
}

/** 李雷、韩梅 当天的待办已满， */
function fullInWords(past: string[] | undefined, { name }: Reader): string {
  return past?.length ? `${past.map((userid) => name(userid)).join('、')} 当天的待办已满，` : ''
}

/** Notes of people, unlike those the other entries keep for themselves. */
const withNote: ReadonlySet<TaskLogEntry['what']> = new Set([
  'accepted',
  'done',
  'corrected',
  'passed_on',
  'postponed',
])

/** One line of what became of a task, and the note its doer left. */
export function courseInWords(
  entry: TaskLogEntry,
  reader: { names: ReadonlyMap<string, string>; now: Date; zone: string },
): { sentence: string; note: string | null } {
  const name = (userid = '') => reader.names.get(userid.toLowerCase()) ?? userid
  return {
    sentence: sentences[entry.what](entry, { ...reader, name }),
    note: (withNote.has(entry.what) && entry.note) || null,
  }
}
