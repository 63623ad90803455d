import { z } from 'zod'
import { hint } from './hint.ts'
import { idSchema, titleSchema } from './names.ts'

/** One of several names a company goes by. */
export interface Brand {
  name: string
  /** Approved signature by SMS gateway, without brackets; a message of the brand goes under no other. */
  smsSignature: Record<string, string>
  /** AppID of its own mini-program, which its cards and links open and its subscription messages go by; absent = the configured one. */
  miniProgram?: string
}

/** By the key messages name them with. */
export type Brands = Readonly<Record<string, Brand>>

// 2 to 12 characters by the rules of the gateways, which put the brackets themselves.
const signature = z
  .string()
  .trim()
  .regex(/^[^【】\s]{2,12}$/, { error: hint('审核通过的签名，2 到 12 个字', '只写签名本身，不带【】') })

const appId = z
  .string()
  .regex(/^wx[0-9a-f]{16}$/, { error: hint('小程序的 AppID，如 wx0123456789abcdef', '从小程序后台复制') })

const brand = z.strictObject({
  name: titleSchema,
  smsSignature: z
    .strictObject({ aliyun: signature.optional(), tencent: signature.optional() })
    .transform((signatures): Record<string, string> => ({ ...signatures }))
    .default({}),
  miniProgram: appId.optional(),
})

export const brandsSchema: z.ZodType<Record<string, Brand>> = z.record(idSchema, brand)

/** The brand a message is of; undefined for one that names none, or one that is not there any more. */
export function brandOf({ brand }: { brand?: string }, brands: Brands): Brand | undefined {
  return brand !== undefined && Object.hasOwn(brands, brand) ? brands[brand] : undefined
}

/**
 * AppID of the mini-program a message goes by: its brand's own, or the configured one where it has none; undefined where its brand
 * is not there any more.
 */
export function miniProgramOf(
  message: { brand?: string },
  { brands, own }: { brands: Brands; own: string },
): string | undefined {
  if (message.brand === undefined) return own
  const brand = brandOf(message, brands)
  return brand && (brand.miniProgram ?? own)
}

/** The signature a message goes under, of its brand or the company's own; undefined where its brand has none with this gateway. */
export function signatureOf(
  message: { brand?: string },
  { brands, gateway, own }: { brands: Brands; gateway: string; own: string },
): string | undefined {
  return message.brand === undefined ? own : brandOf(message, brands)?.smsSignature[gateway]
}
