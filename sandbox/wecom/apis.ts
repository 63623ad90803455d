import { addCorpTag } from './api/add-corp-tag.ts'
import { batchGetByUser } from './api/batch-get-by-user.ts'
import { corpTagList } from './api/corp-tag-list.ts'
import { customerGet } from './api/customer-get.ts'
import { customerList, followUserList } from './api/customer-list.ts'
import { callbackIps, departmentList, userGet, userList, userSimpleList } from './api/directory.ts'
import { delCorpTag, editCorpTag } from './api/edit-corp-tag.ts'
import { getUserInfo } from './api/get-user-info.ts'
import { markTag } from './api/mark-tag.ts'
import { mediaUpload } from './api/media-upload.ts'
import { messageSend } from './api/message-send.ts'
import { remark } from './api/remark.ts'
import { sendWelcome } from './api/send-welcome.ts'
import { updateCard } from './api/update-card.ts'
import type { WecomApi } from './world.ts'

/** Every path WeCom knows here; another one answers 404. gettoken is added by the server. */
export const apis: Record<string, WecomApi> = {
  '/cgi-bin/getcallbackip': callbackIps,
  '/cgi-bin/auth/getuserinfo': getUserInfo,
  '/cgi-bin/user/get': userGet,
  '/cgi-bin/user/list': userList,
  '/cgi-bin/user/simplelist': userSimpleList,
  '/cgi-bin/department/list': departmentList,
  '/cgi-bin/externalcontact/get': customerGet,
  '/cgi-bin/externalcontact/list': customerList,
  '/cgi-bin/externalcontact/batch/get_by_user': batchGetByUser,
  '/cgi-bin/externalcontact/get_follow_user_list': followUserList,
  '/cgi-bin/externalcontact/remark': remark,
  '/cgi-bin/externalcontact/get_corp_tag_list': corpTagList,
  '/cgi-bin/externalcontact/add_corp_tag': addCorpTag,
  '/cgi-bin/externalcontact/edit_corp_tag': editCorpTag,
  '/cgi-bin/externalcontact/del_corp_tag': delCorpTag,
  '/cgi-bin/externalcontact/mark_tag': markTag,
  '/cgi-bin/externalcontact/send_welcome_msg': sendWelcome,
  '/cgi-bin/media/upload': mediaUpload,
  '/cgi-bin/message/send': messageSend,
  '/cgi-bin/message/update_template_card': updateCard,
}
