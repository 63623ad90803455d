import type { Notice, NoticeKind, Task } from '../../../models/tasks.ts'
import { deadlineOf, momentInWords } from '../moments.ts'
import { handOverWords, taskUrl } from '../task-card.ts'
import type { NoticeDeps, NoticeType } from './notice-type.ts'

type TextKind = Exclude<NoticeKind, 'card' | 'sms' | 'reminderSms'>
type Writer = (task: Task, notice: Notice, deps: NoticeDeps) => Promise<string>

/** What each plain text says; the link to the task follows it. */
const writers: Record<TextKind, Writer> = {
  reminder: async ({ title }) => `【跟进提醒】「${title}」还没有接受，请尽快处理。`,

  dueReminder: async ({ title }) => `【跟进提醒】「${title}」已过完成时限，请今天填写结果，或改期、转交。`,

  laterReminder: async ({ title }) => `【跟进提醒】「${title}」约好的时间到了。`,

  async joinNote(task, { staff, news }, deps) {
    const deadline = deadlineOf(task)
    const hours = await deps.directory.hoursOf(staff)
    const by = deadline && `完成时限：${momentInWords(deadline.at, deps.clock.now(), hours.zone)}。`
    return `【新的跟进理由】你正在跟进的「${task.title}」：${news}。${by ?? ''}`
  },

  async managerNote(task, { about = '', why = 'overdue' }, { directory }) {
    const before = await directory.nameOf(about)
    return `【超时提醒】「${task.title}」：${before} ${handOverWords[why]}，${await whoHasIt(task, about, directory)}`
  },
}

async function whoHasIt(task: Task, before: string, directory: NoticeDeps['directory']): Promise<string> {
  if (task.state === 'done') return '现在已完成。'
  if (!task.assignee) return '还没有人接手。'
  const name = await directory.nameOf(task.assignee)
  return task.assignee === before ? `暂时没有其他同事可以接手，仍在 ${name} 名下。` : `现在由 ${name} 跟进。`
}

/** WeCom cannot be asked about a plain text: it may have arrived, and is not sent again. */
export function textNotice(kind: TextKind, deps: NoticeDeps): NoticeType {
  return {
    async send(task, notice) {
      const words = await writers[kind](task, notice, deps)
      return deps.messenger.sendText({ userid: notice.staff, words, url: taskUrl(task, deps.publicUrl) })
    },
    find: async () => ({ kind: 'cannotTell' }),
  }
}
