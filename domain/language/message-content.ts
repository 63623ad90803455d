import { z } from 'zod'
import { pictureNamePattern } from '../media/picture-name.ts'
import { hint } from './hint.ts'
import { fieldNameSchema } from './names.ts'

/** All texts are Liquid over the message's declared variables. */
export interface SmsContent {
  /** How the whole text reads, for preview and segment counting; the gateway sends its own approved copy. */
  text: string
  /** Approved template code by gateway, e.g. { aliyun: 'SMS_100001' }. */
  templates: Record<string, string>
  /** Gateway variable → the declared variable whose value it takes, in the order of the text: Tencent fills {1}, {2} … by place. A link variable gives its short code (≤ 6 characters). */
  params: Record<string, string>
}

/** A subscription message of the mini-program; one accept by the customer pays for one. */
export interface SubscriptionContent {
  template: string
  /** A path of the mini-program without leading slash, or `{{link}}` of a declared link. */
  page?: string
  /** Template key (type + number, e.g. `thing1`) → text. */
  data: Record<string, string>
  /** Its subject also fits where a salesperson did not confirm the group-send. */
  fallback?: true
}

export interface PopupContent {
  title: string
  body: string
  /** `{{link}}` of a declared link, or a path. */
  to?: string
  /** An uploaded one (`media:…`), or an address. */
  picture?: string
  /** Of several that wait the highest is shown first; absent = 0. */
  priority?: number
}

/** `picture` names an uploaded one (`media:…`), or is an address. */
export type WecomAttachment =
  | { kind: 'link'; title: string; url: string; description?: string; picture?: string }
  /** `picture` names an uploaded one, or is a WeCom media id, which lives three days: the platform wants one. */
  | { kind: 'miniprogram'; title: string; page: string; picture: string }
  | { kind: 'image'; picture: string }

/** What the chat with a salesperson shows: as the welcome, or by a group-send. */
export interface WecomContent {
  text?: string
  attach: WecomAttachment[]
}

export interface EmailContent {
  subject: string
  html: string
  /** The same for readers without HTML. */
  text: string
}

const line = z.string().trim().min(1)

export const smsSchema: z.ZodType<SmsContent> = z.strictObject({
  text: line.max(500),
  templates: z
    .strictObject({
      aliyun: z
        .string()
        .regex(/^SMS_\d{6,12}$/, { error: hint('阿里云模板编号，如 SMS_100001', '填写审核通过的模板编号') })
        .optional(),
      tencent: z
        .string()
        .regex(/^\d{4,12}$/, { error: hint('腾讯云模板编号，如 1100001', '填写审核通过的模板编号') })
        .optional(),
    })
    .refine((templates) => Object.keys(templates).length > 0, {
      error: hint('至少一个短信网关的模板编号', '补上 aliyun: SMS_… 或 tencent: … 编号'),
    })
    .transform((templates): Record<string, string> => ({ ...templates })),
  params: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,19}$/), fieldNameSchema).default({}),
})

// Key prefixes of developers.weixin.qq.com "subscribe/send"; lengths of the values are checked when rendered.
const templateKey =
  /^(thing|number|letter|symbol|character_string|time|date|amount|phone_number|car_number|name|phrase|enum_string)\d{1,2}$/

export const subscriptionSchema: z.ZodType<SubscriptionContent> = z.strictObject({
  template: z.string().min(1).max(64),
  page: line.optional(),
  data: z
    .record(
      z
        .string()
        .regex(templateKey, { error: hint('订阅消息字段，如 thing1、time2', '按模板详情里的字段名填写') }),
      line,
    )
    .refine((data) => Object.keys(data).length > 0),
  fallback: z
    .literal(true, { error: hint('fallback: true', '不能代替企业微信群发的就删去这一项') })
    .optional(),
})

const picture = z.union([z.string().regex(pictureNamePattern), z.url()], {
  error: hint('上传的图片（media:…）或图片地址', '在页面上传一张，或写 https:// 开头的地址'),
})

export const popupSchema: z.ZodType<PopupContent> = z.strictObject({
  title: line.max(40),
  body: line.max(200),
  to: line.optional(),
  picture: picture.optional(),
  priority: z.int().min(0).max(100).optional(),
})

const attachment: z.ZodType<WecomAttachment> = z.union(
  [
    z
      .strictObject({
        link: z.strictObject({
          // send_welcome_msg: title ≤ 128 bytes, description ≤ 512 bytes.
          title: line.max(42),
          url: line,
          description: line.max(170).optional(),
          picture: picture.optional(),
        }),
      })
      .transform(({ link }): WecomAttachment => ({ kind: 'link', ...link })),
    z
      // miniprogram title ≤ 64 bytes.
      .strictObject({ miniprogram: z.strictObject({ title: line.max(21), page: line, picture: line }) })
      .transform(({ miniprogram }): WecomAttachment => ({ kind: 'miniprogram', ...miniprogram })),
    z
      .strictObject({ image: z.strictObject({ picture }) })
      .transform(({ image }): WecomAttachment => ({ kind: 'image', ...image })),
  ],
  { error: hint('附件：link、miniprogram 或 image', '写成 { link: { title, url } } 这样的附件') },
)

export const wecomSchema: z.ZodType<WecomContent> = z
  .strictObject({
    // ≤ 4000 bytes, 3 bytes a Chinese character.
    text: line.max(1300).optional(),
    attach: z.array(attachment).max(9).default([]),
  })
  .refine((wecom) => wecom.text !== undefined || wecom.attach.length > 0, {
    error: hint('text 或至少一个附件', '补上文字或附件'),
  })

/** One message of 微信客服 (send_msg): words, or one link or card, each with a picture of ours. */
export const kfSchema: z.ZodType<WecomContent> = z
  .strictObject({
    // ≤ 2048 bytes, 3 bytes a Chinese character.
    text: line.max(680).optional(),
    attach: z.array(attachment).max(1).default([]),
  })
  .refine(({ text, attach }) => (text === undefined) !== (attach.length === 0), {
    error: hint('文字或一个附件，只能有一样', '微信客服一次发一条：留下 text，或留下一个附件'),
  })
  .refine(({ attach: [one] }) => one?.kind !== 'image', {
    error: hint('链接或小程序卡片', '把图片换成 link 或 miniprogram'),
    path: ['attach', 0],
  })
  .refine(({ attach: [one] }) => one?.kind !== 'link' || pictureNamePattern.test(one.picture ?? ''), {
    error: hint('链接的封面，上传的图片（media:…）', '在页面上传一张封面'),
    path: ['attach', 0, 'link', 'picture'],
  })

export const emailSchema: z.ZodType<EmailContent> = z.strictObject({
  subject: line.max(120),
  html: line,
  text: line,
})
