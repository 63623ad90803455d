import { z } from 'zod'
import { channels } from '../../models/customer.ts'
import { customerFields } from '../customers/traits/table.ts'
import { eventNames, isEventName } from '../events.ts'
import { hint } from './hint.ts'
import { correction } from './nearest.ts'

/** Names of definitions and steps: they become parts of keys joined by `:`, and map keys whose order must hold. */
export const idSchema = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, {
  error: hint(
    '小写字母开头，只含小写字母、数字和连字符的名称',
    '改成 wake-up-coupon 这样的名称（最长 48 个字符）',
  ),
})

/** Reserved: the way out of the journey. */
export const END = 'end'

/** Letters (Chinese ones too), digits and `_`: a trait or prop name becomes part of a store path. */
export const fieldNameSchema = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,59}$/u, {
  error: hint('属性名（字母或汉字开头，不含点号和空格）', '改成 lastSeenAt 这样的属性名'),
})

/** A trait: one of those Kelu keeps (domain/customers/traits/table.ts), or one declared in a `traits` definition. */
export const traitNameSchema = fieldNameSchema.meta({
  id: 'traitName',
  description: `内置属性：${Object.entries(customerFields)
    .map(([name, { label }]) => `${name} ${label}`)
    .join('、')}；自有属性先在 traits 里声明`,
  examples: Object.keys(customerFields),
})

export const eventNameSchema = z
  .string()
  .refine(isEventName, {
    error: ({ input }) =>
      hint(
        '已知的事件名，或以 custom. 开头的自有事件',
        correction(String(input), eventNames, '对照事件表检查拼写；自有事件写成 custom.名称'),
      ),
  })
  .meta({ id: 'eventName', examples: eventNames })

export const channelSchema = z.enum(channels)

/** Everything but the welcome: that is no relation of its own, and only a new friendship brings its code. */
export const lastingChannelSchema = z.enum(channels).exclude(['welcome'], {
  error: hint(
    '企业微信写 wecom，另有 kf、miniprogram、popup、sms、email',
    '把 welcome 改成 wecom，或去掉它：欢迎语只在新加好友时由渠道活码发出',
  ),
})

/** As long as the longest tag Kelu gives by itself, `表单:` and the name of a form; WeCom gets it cut to its 30. */
export const tagNameSchema = z.string().trim().min(1).max(80)

/** A name shown to people. */
export const titleSchema = z.string().trim().min(1).max(60)
