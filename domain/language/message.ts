import { z } from 'zod'
import type { Channel } from '../../models/customer.ts'
import type { Purpose } from '../../models/touch.ts'
import { checkMessage } from './message-checks.ts'
import {
  type EmailContent,
  emailSchema,
  type PopupContent,
  popupSchema,
  type SmsContent,
  type SubscriptionContent,
  smsSchema,
  subscriptionSchema,
  type WecomContent,
  wecomSchema,
} from './message-content.ts'
import { channelSchema, fieldNameSchema, idSchema, titleSchema } from './names.ts'
import { type VariableDefinition, variableSchema } from './variable.ts'

export interface MessageDefinition {
  id: string
  name: string
  purpose: Purpose
  /** An order, or the customer's usual channel first. */
  prefer: 'auto' | Channel[]
  variables: Record<string, VariableDefinition>
  /** What each channel says; one without content cannot be used. The keys stand in the order `auto` falls back to: SMS last. */
  content: {
    wecom?: WecomContent
    miniprogram?: SubscriptionContent
    popup?: PopupContent
    email?: EmailContent
    sms?: SmsContent
  }
}

const written = z.strictObject({
  message: idSchema,
  name: titleSchema,
  purpose: z.enum(['requested', 'marketing', 'staff']),
  prefer: z.union([z.literal('auto'), z.array(channelSchema).min(1)]).default('auto'),
  variables: z.record(fieldNameSchema, variableSchema).default({}),
  wecom: wecomSchema.optional(),
  miniprogram: z
    .strictObject({ subscription: subscriptionSchema.optional(), popup: popupSchema.optional() })
    .optional(),
  sms: smsSchema.optional(),
  email: emailSchema.optional(),
})

export const messageSchema = written.transform((message, context): MessageDefinition => {
  const { wecom, miniprogram, sms, email } = message
  const definition: MessageDefinition = {
    id: message.message,
    name: message.name,
    purpose: message.purpose,
    prefer: message.prefer,
    variables: message.variables,
    content: {
      ...(wecom !== undefined && { wecom }),
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
