import {
  Aim,
  CircleClose,
  Clock,
  EditPen,
  Finished,
  Flag,
  Link,
  PriceTag,
  Promotion,
  QuestionFilled,
  Share,
  Switch,
  Ticket,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Kind, Step } from './written.ts'

export interface KindLook {
  /** In the menu: 发送消息. */
  label: string
  /** In the palette: 发送. */
  short: string
  icon: Component
  /** What it is for, in a few words. */
  hint: string
  make(): Step
}

/** What each kind of step is called, and how a new one begins. Ways are led where it is put. */
export const kindTable: Record<Kind, KindLook> = {
  send: {
    label: '发送消息',
    short: '发送',
    icon: Promotion,
    hint: '选素材和渠道',
    make: () => ({ send: { message: '' }, next: 'end' }),
  },
  wait: {
    label: '等一段时间',
    short: '等待',
    icon: Clock,
    hint: '3 天、到上午 10 点',
    make: () => ({ wait: '1 day', next: 'end' }),
  },
  waitFor: {
    label: '判断',
    short: '判断',
    icon: QuestionFilled,
    hint: '等客户做一件事，做了走「是」',
    make: () => ({ waitFor: { event: 'order.paid', within: '3 days' }, yes: 'end', no: 'end' }),
  },
  branch: {
    label: '分支',
    short: '分支',
    icon: Share,
    hint: '按客户是什么样的人走',
    make: () => ({ branch: [{ when: { tag: '' }, to: 'end' }, { otherwise: 'end' }] }),
  },
  split: {
    label: 'A/B 分流',
    short: 'A/B',
    icon: Switch,
    hint: '按比例，同一个人不换',
    make: () => ({
      split: [
        { share: 50, to: 'end' },
        { share: 50, to: 'end' },
      ],
    }),
  },
  tag: {
    label: '打标签',
    short: '标签',
    icon: PriceTag,
    hint: '',
    make: () => ({ tag: { add: [] }, next: 'end' }),
  },
  setTrait: {
    label: '改属性',
    short: '属性',
    icon: EditPen,
    hint: '',
    make: () => ({ setTrait: {}, next: 'end' }),
  },
  coupon: {
    label: '发券',
    short: '发券',
    icon: Ticket,
    hint: '',
    make: () => ({ coupon: { batch: '' }, next: 'end' }),
  },
  task: {
    label: '跟进待办',
    short: '待办',
    icon: Finished,
    hint: '派给导购',
    make: () => ({ task: { title: '' }, next: 'end' }),
  },
  goal: { label: '达成目标', short: '目标', icon: Aim, hint: '', make: () => ({ goal: '', next: 'end' }) },
  exit: {
    label: '离开流程',
    short: '离开',
    icon: CircleClose,
    hint: '写明原因',
    make: () => ({ exit: { reason: '' } }),
  },
  webhook: {
    label: '通知外部系统',
    short: '外部',
    icon: Link,
    hint: '登记过的系统',
    make: () => ({ webhook: { to: '' }, next: 'end' }),
  },
}

/** Those a marketer adds. */
export const offered = Object.keys(kindTable) as Kind[]

export const entryIcon: Component = Flag

export function lookOf(kind: Kind | null): Pick<KindLook, 'label' | 'icon'> {
  return kind ? kindTable[kind] : { label: '不认识的步骤', icon: QuestionFilled }
}
