import { z } from 'zod'
import { hint } from './hint.ts'
import { titleSchema } from './names.ts'
import { type Rule, ruleSchema } from './rule.ts'
import { leavesOf } from './walk-rule.ts'

/**
 * Where a variable's value comes from:
 * `customer.nickname` … profile fields · `customer.traits.<trait>` · `coupon.<code|name|amountYuan|validUntil>` of the coupon
 * an earlier step granted · `entry.<prop>` of the event that started the run (`event.<prop>` in older files, and in the store) ·
 * `answer.<prop>` of the event that ended its last wait · `staff.name`, the customer's own salesperson.
 * What is not of the customer travels in `TouchRequest.values` under the same dotted name.
 */
export type VariableDefinition =
  | { kind: 'value'; from: string; default?: string }
  /**
   * A tracked link: `https://…` or `miniprogram:/path?query`. In an SMS its value is the short code alone (the approved text
   * holds the domain); elsewhere it is the whole short address.
   */
  | { kind: 'link'; to: string }
  /** The first product whose rule holds, that can be had and that the customer never bought; else the default. */
  | { kind: 'recommend'; products: Offer[]; default: string }

/** `on sale` stands for what suits the customer of the products on sale, if anything does. */
export type Offer = Candidate | 'on sale'

/** Something to recommend; without a rule, to everybody. */
export interface Candidate {
  /** Its name, as messages say it and as orders may. */
  product: string
  /** As orders name it. */
  productId?: string
  when?: Rule
}

const source =
  /^(customer\.(nickname|region|sourceChannel|registeredAt)|customer\.traits\.[\p{L}_][\p{L}\p{N}_]*|coupon\.(code|name|amountYuan|validUntil)|(event|entry|answer)\.[\p{L}_][\p{L}\p{N}_]*|staff\.name)$/u

const sources =
  'customer.nickname、customer.traits.某属性、coupon.code、entry.某属性、answer.某属性、staff.name 等变量来源'

const customerRule = ruleSchema.refine(
  (rule) => [...leavesOf(rule)].every(({ leaf }) => leaf.kind !== 'segment'),
  { error: hint('标签、属性和事件的条件', '推荐不看人群包：把人群包的条件写在这里') },
)

const candidate = z.strictObject({
  product: titleSchema.trim(),
  productId: z.string().min(1).optional(),
  when: customerRule.optional(),
})

const products = z
  .array(
    z.union([candidate, z.literal('on sale')], {
      error: hint('{ product: 商品名, when: <条件> } 或 on sale', '检查推荐的写法'),
    }),
  )
  .min(1, {
    error: hint('至少一个商品', '写成 recommend: [{ product: 商品名, when: <条件> }]，或只写 [on sale]'),
  })

export const variableSchema = z.union(
  [
    z
      .strictObject({
        from: z.string().regex(source, { error: hint(sources, '检查 from 的拼写') }),
        default: z.string().min(1).optional(),
      })
      .transform(
        (written): VariableDefinition => ({
          kind: 'value',
          from: written.from.replace(/^entry\./, 'event.'),
          default: written.default,
        }),
      ),
    z
      .strictObject({
        link: z.string().regex(/^(https:\/\/[^\s/]+(\/\S*)?|miniprogram:\/[^\s]+)$/, {
          error: hint('https:// 开头的网址，或 miniprogram:/页面路径', '改成完整的链接'),
        }),
      })
      .transform(({ link }): VariableDefinition => ({ kind: 'link', to: link })),
    z
      .strictObject({
        recommend: products,
        default: z
          .string({ error: hint('推荐都不合适时说的默认值', '加上 default: 当季新品') })
          .trim()
          .min(1),
      })
      .transform(
        ({ recommend, default: otherwise }): VariableDefinition => ({
          kind: 'recommend',
          products: recommend,
          default: otherwise,
        }),
      ),
  ],
  {
    error: hint(
      '变量：{ from, default }、{ link } 或 { recommend, default }',
      '写明取值来源、链接或推荐的商品',
    ),
  },
)
