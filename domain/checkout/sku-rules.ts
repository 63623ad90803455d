import { z } from 'zod'
import { pictureNamePattern } from '../media/picture-name.ts'
import { cleanLine } from '../text/clean-line.ts'

const id = z.string().regex(/^[\w.-]{1,64}$/, '1 到 64 个字母、数字或 . _ -')
const line = (most: number) =>
  z
    .string()
    .transform(cleanLine)
    .pipe(z.string().max(most, `最多 ${most} 个字`))
const optional = (most: number) =>
  line(most)
    .transform((words) => words || undefined)
    .optional()

/** What can be said of something for sale, as `Sku` keeps it; money in whole fen. */
export const skuWords = {
  productId: id,
  name: line(128).pipe(z.string().min(1, '请填写名称')),
  spec: optional(64),
  category: optional(64),
  /** One that was uploaded, by its name, or one that stands elsewhere. */
  picture: z
    .union(
      [
        z.string().regex(pictureNamePattern),
        z.url({ protocol: /^https$/, error: '以 https:// 开头的图片地址' }).max(1_024),
      ],
      '上传的图片，或以 https:// 开头的图片地址',
    )
    .optional(),
  priceFen: z.int('整数，单位是分').min(0, '不能小于 0').max(1_000_000_000, '最多一千万元'),
  isOn: z.boolean('true 或 false').default(true),
}
export const skuIdSchema = id
export const onHandSchema = z.int('整数').min(0, '不能小于 0').max(1_000_000_000, '最多十亿件')
