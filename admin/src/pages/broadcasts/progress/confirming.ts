import type { Progress } from './counts.ts'

export type Confirming = Progress['confirming'][number]

/** How a salesperson stands with what they are asked to send, as its chip says. */
export const confirmingStates = {
  collecting: { label: '还没到时间', tone: 'outlined' },
  waiting: { label: '等确认', tone: 'info' },
  confirmed: { label: '已确认', tone: 'good' },
  over: { label: '没确认', tone: 'attention' },
} as const satisfies Record<Confirming['state'], { label: string; tone: string }>
