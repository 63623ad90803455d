import { z } from 'zod'
import { type FieldType, fieldTypes } from '../customers/traits/table.ts'
import { hint } from './hint.ts'
import { fieldNameSchema, idSchema, titleSchema } from './names.ts'

/** Who may give a trait a value: a lead form, the mini-program's profile page, the shop hook, an import, the API, a journey's step. */
export const traitSources = ['form', 'profile', 'hook', 'import', 'api', 'step'] as const
export type TraitSource = (typeof traitSources)[number]

/** A trait of this installation's own, as declared. */
export interface TraitField {
  name: string
  type: FieldType
  set: readonly TraitSource[]
  /** Sealed at rest and masked wherever it is shown; nothing but whether it is there can be asked. */
  personal: boolean
  /** The words the customer must have been shown and agreed to: the value is only taken together with that. */
  consent?: string
}

/** Traits of this installation's own: what `set` allows may write them, and rules ask them beside the fields Kelu keeps itself. */
export interface TraitsDefinition {
  id: string
  name: string
  /** By trait name. */
  fields: Record<string, TraitField>
}

/** The declaration of a trait, as it is at present; null when nobody declared it. */
export function declaredTrait(traits: readonly TraitsDefinition[], name: string): TraitField | null {
  return traits.find(({ fields }) => Object.hasOwn(fields, name))?.fields[name] ?? null
}

const fieldSchema = z
  .strictObject({
    name: titleSchema,
    type: z.enum(fieldTypes),
    set: z
      .array(z.enum(traitSources))
      .min(1, { error: hint('至少一种来源', `写成其中几种：${traitSources.join('、')}`) })
      .optional()
      .meta({
        description:
          '谁可以写：form 表单、profile 小程序资料页、hook 商城回调、import 导入、api 接口、step 流程步骤；不写就是只有流程步骤',
      }),
    personal: z
      .literal(true, { error: hint('personal: true', '是个人信息就写 true，不是就删去这一项') })
      .optional()
      .meta({ description: '个人信息：加密保存，显示时打码，只能问有没有' }),
    consent: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .optional()
      .meta({ description: '给客户看的同意文字：客户同意了才能写；写了它就是个人信息' }),
  })
  .refine(({ set, consent }) => consent === undefined || (set !== undefined && !set.includes('step')), {
    path: ['consent'],
    error: hint('由客户本人填写的属性（流程步骤不能代客户同意）', '写上 set: [form, profile]，不含 step'),
  })
  .transform(
    ({ name, type, set = ['step'], personal, consent }): TraitField => ({
      name,
      type,
      set,
      // What needs a consent of its own is personal, whether it says so or not.
      personal: personal === true || consent !== undefined,
      ...(consent !== undefined && { consent }),
    }),
  )

// What every object has would be taken for a value that is already there.
const ownNameSchema = fieldNameSchema.refine((name) => !(name in Object.prototype), {
  error: hint('可以用的属性名（这个名称另有用途）', '换个名字'),
})

export const traitsSchema = z
  .strictObject({
    traits: idSchema,
    name: titleSchema,
    fields: z
      .record(ownNameSchema, fieldSchema)
      .refine((fields) => Object.keys(fields).length > 0, {
        error: hint('至少一个属性', '写成 interest: { name: 感兴趣的品类, type: text }'),
      })
      .superRefine((fields, context) => {
        for (const [name, field] of Object.entries(fields)) {
          if (!isChildsBirthday(name, field) || field.consent !== undefined || isSetByStepsOnly(field))
            continue
          context.addIssue({
            code: 'custom',
            path: [name],
            message: hint(
              `带有同意文字的属性（“${name}”是孩子的生日）`,
              '加上 consent: 我是孩子的监护人，同意……',
            ),
          })
        }
      }),
  })
  .transform(({ traits, name, fields }): TraitsDefinition => ({ id: traits, name, fields }))

const isSetByStepsOnly = ({ set }: TraitField): boolean => set.every((source) => source === 'step')

/** A minor's data needs the word of a guardian (PIPL, article 31). */
function isChildsBirthday(name: string, field: TraitField): boolean {
  if (field.type !== 'date' && field.type !== 'monthDay') return false
  const isChild =
    /^(baby|child|kid|son|daughter)/i.test(name) ||
    /宝宝|宝贝|孩子|小孩|儿童|婴儿|子女|儿子|女儿/.test(`${name}${field.name}`)
  return isChild && (/birth/i.test(name) || /生日|出生/.test(`${name}${field.name}`))
}
