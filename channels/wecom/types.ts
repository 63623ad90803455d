import { z } from 'zod'

/** Guards of the replies we read, with the document each follows. Fields we do not use are left out on purpose. */

export const emptyReply = z.object({})

/** document 90253 */
export const mediaReply = z.object({ media_id: z.string().min(1) })

/** document 92135 */
export const addMsgTemplateReply = z.object({
  msgid: z.string().min(1),
  fail_list: z.array(z.string()).default([]),
})

/** document 93338, 获取群发记录列表 */
export const groupMsgListReply = z.object({
  group_msg_list: z
    .array(
      z.object({
        msgid: z.string(),
        create_time: z.number().int(),
        text: z.object({ content: z.string().optional() }).optional(),
        attachments: z.array(z.unknown()).default([]),
      }),
    )
    .default([]),
  next_cursor: z.string().default(''),
})

/** 获取群发成员发送任务列表: 0 not sent, 2 sent */
export const groupMsgTaskReply = z.object({
  task_list: z
    .array(z.object({ userid: z.string(), status: z.number().int(), send_time: z.number().int().optional() }))
    .default([]),
  next_cursor: z.string().default(''),
})

/** 获取企业群发成员执行结果: 0 not sent, 1 sent, 2 no friend any more, 3 had as many as they may */
export const groupMsgResultReply = z.object({
  send_list: z
    .array(
      z.object({
        external_userid: z.string().optional(),
        status: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
        send_time: z.number().int().optional(),
      }),
    )
    .default([]),
  next_cursor: z.string().default(''),
})

/** document 90930 */
export const addressesReply = z.object({ ip_list: z.array(z.string()).default([]) })

/** document 92571 */
export const followUsersReply = z.object({ follow_user: z.array(z.string()).default([]) })

/** document 92113 */
export const customersReply = z.object({ external_userid: z.array(z.string()).default([]) })

const pairTagSchema = z.object({
  group_name: z.string().default(''),
  tag_name: z.string(),
  tag_id: z.string().optional(),
  /** 1 corp, 2 the member's own, 3 rule group */
  type: z.number().int(),
})

/** document 92114 */
export const externalContactReply = z.object({
  external_contact: z.object({
    external_userid: z.string(),
    name: z.string().default(''),
    avatar: z.string().optional(),
    /** 1 WeChat, 2 WeCom */
    type: z.number().int(),
    gender: z.number().int().optional(),
    unionid: z.string().optional(),
  }),
  follow_user: z
    .array(
      z.object({
        userid: z.string(),
        remark: z.string().default(''),
        createtime: z.number().int(),
        tags: z.array(pairTagSchema).default([]),
        remark_mobiles: z.array(z.string()).optional(),
        add_way: z.number().int().optional(),
        state: z.string().optional(),
      }),
    )
    .default([]),
  next_cursor: z.string().default(''),
})

const tagGroupSchema = z.object({
  group_id: z.string(),
  group_name: z.string(),
  order: z.number().default(0),
  tag: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        order: z.number().default(0),
        deleted: z.boolean().optional(),
      }),
    )
    .default([]),
})

/** document 92117 */
export const tagListReply = z.object({ tag_group: z.array(tagGroupSchema).default([]) })
export const addTagReply = z.object({ tag_group: tagGroupSchema })

const idList = z
  .string()
  .nullish()
  .transform((joined) => (joined ? joined.split('|') : []))

/** document 90236 */
export const messageReply = z.object({
  msgid: z.string().optional(),
  invaliduser: idList,
  unlicenseduser: idList,
  response_code: z.string().optional(),
})

/** document 94888; a list here, not a joined string */
export const updateCardReply = z.object({ invaliduser: z.array(z.string()).nullish() })

/** document 90196 */
export const userReply = z.object({
  userid: z.string(),
  name: z.string().default(''),
  department: z.array(z.number().int()).default([]),
  main_department: z.number().int().optional(),
  /** 1 active, 2 disabled, 4 not activated, 5 left */
  status: z.number().int().optional(),
})

/** document 98176 */
export const userInfoReply = z.object({
  userid: z.string().optional(),
  openid: z.string().optional(),
  external_userid: z.string().optional(),
})
