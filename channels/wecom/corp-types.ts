import { z } from 'zod'

/** Guards of the replies about departments, members and all their customers. Fields we do not use are left out on purpose. */

/** document 90208 */
export const departmentsReply = z.object({
  department: z
    .array(
      z.object({
        id: z.number().int(),
        name: z.string().default(''),
        parentid: z.number().int().default(0),
        department_leader: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
})

/** document 90201 */
export const membersReply = z.object({
  userlist: z
    .array(
      z.object({
        userid: z.string(),
        name: z.string().default(''),
        department: z.array(z.number().int()).default([]),
        main_department: z.number().int().optional(),
      }),
    )
    .default([]),
})

/** document 92994 */
export const friendsReply = z.object({
  external_contact_list: z
    .array(
      z.object({
        external_contact: z.object({
          external_userid: z.string(),
          name: z.string().default(''),
          avatar: z.string().optional(),
          /** 1 WeChat, 2 WeCom */
          type: z.number().int(),
          unionid: z.string().optional(),
        }),
        follow_info: z.object({
          userid: z.string(),
          remark: z.string().default(''),
          createtime: z.number().int(),
          tag_id: z.array(z.string()).nullish(),
          remark_mobiles: z.array(z.string()).nullish(),
          add_way: z.number().int().optional(),
          state: z.string().optional(),
        }),
      }),
    )
    .default([]),
  next_cursor: z.string().default(''),
  fail_info: z.object({ unlicensed_userid_list: z.array(z.string()).nullish() }).nullish(),
})
