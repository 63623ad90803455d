import { z } from 'zod'
import type { MessageDefinition } from './message.ts'
import { checkMessage } from './message-checks.ts'
import {
  emailSchema,
  kfSchema,
  popupSchema,
  smsSchema,
  subscriptionSchema,
  wecomSchema,
} from './message-content.ts'
import { channelSchema, fieldNameSchema, idSchema, titleSchema } from './names.ts'
import { variableSchema } from './variable.ts'

const written = z.strictObject({
  message: idSchema,
  name: titleSchema,
  purpose: z.enum(['requested', 'marketing', 'staff']),
  category: titleSchema.optional(),
  brand: idSchema.optional(),
  topic: titleSchema.optional(),
  promotion: z.boolean().optional(),
  prefer: z.union([z.literal('auto'), z.array(channelSchema).min(1)]).default('auto'),
  variables: z.record(fieldNameSchema, variableSchema).default({}),
  welcome: wecomSchema.optional(),
  wecom: wecomSchema.optional(),
  kf: kfSchema.optional(),
  miniprogram: z
    .strictObject({ subscription: subscriptionSchema.optional(), popup: popupSchema.optional() })
    .optional(),
  sms: smsSchema.optional(),
  email: emailSchema.optional(),
})

export const messageSchema = written.transform((message, context): MessageDefinition => {
  const { welcome, wecom, kf, miniprogram, sms, email } = message
  const definition: MessageDefinition = {
    id: message.message,
    name: message.name,
    purpose: message.purpose,
    ...(message.category !== undefined && { category: message.category }),
    ...(message.brand !== undefined && { brand: message.brand }),
    ...(message.topic !== undefined && { topic: message.topic }),
    ...(message.promotion !== undefined && { promotion: message.promotion }),
    prefer: message.prefer,
    variables: message.variables,
    content: {
      ...(welcome !== undefined && { welcome }),
      ...(wecom !== undefined && { wecom }),
      ...(kf !== undefined && { kf }),
      ...(miniprogram?.subscription !== undefined && { miniprogram: miniprogram.subscription }),
      ...(miniprogram?.popup !== undefined && { popup: miniprogram.popup }),
      ...(email !== undefined && { email }),
      ...(sms !== undefined && { sms }),
    },
  }
  for (const fault of checkMessage(definition)) {
    context.issues.push({ code: 'custom', input: message, ...fault })
  }
  return definition
})
