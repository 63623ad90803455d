import type { TaskState } from '../../models/tasks.ts'

/** How a follow-up stands (zh-CN). */
export const taskStates: Record<TaskState, string> = {
  planned: '待分配',
  offered: '等人接受',
  accepted: '跟进中',
  done: '已完成',
  joined: '已并入该客户的另一个任务',
  turnedAway: '没有派出去：导购当天的待办已满',
}
