import { addCorpTag } from './api/add-corp-tag.ts'
import { addMsgTemplate } from './api/add-msg-template.ts'
import { batchGetByUser } from './api/batch-get-by-user.ts'
import {
  addContactWay,
  delContactWay,
  getContactWay,
  listContactWay,
  updateContactWay,
} from './api/contact-way.ts'
import { corpTagList } from './api/corp-tag-list.ts'
import { customerGet } from './api/customer-get.ts'
import { customerList, followUserList } from './api/customer-list.ts'
import { callbackIps, departmentList, userGet, userList, userSimpleList } from './api/directory.ts'
import { delCorpTag, editCorpTag } from './api/edit-corp-tag.ts'
import { getUserInfo } from './api/get-user-info.ts'
import { groupChatList, groupChatOnjobTransfer, groupChatTransfer } from './api/group-chat-transfer.ts'
import { groupMsgList } from './api/group-msg-list.ts'
import { groupMsgSendResult, groupMsgTask } from './api/group-msg-results.ts'
import { cancelGroupMsgSend, remindGroupMsgSend } from './api/group-msg-steps.ts'
import { getAgentTicket, getJsapiTicket } from './api/js-tickets.ts'
import { markTag } from './api/mark-tag.ts'
import { mediaUpload } from './api/media-upload.ts'
import { messageSend } from './api/message-send.ts'
import { remark } from './api/remark.ts'
import { sendWelcome } from './api/send-welcome.ts'
import { transferCustomer, transferOfResigned } from './api/transfer-customer.ts'
import { transferResult, transferResultOfResigned } from './api/transfer-result.ts'
import { unassignedList } from './api/unassigned-list.ts'
import { updateCard } from './api/update-card.ts'
import { userBehaviorData } from './api/user-behavior-data.ts'
import { kfAccountList, kfCustomers, kfServiceState } from './kf/kf-reads.ts'
import { kfSendMsg } from './kf/send-msg.ts'
import { syncMsg } from './kf/sync-msg.ts'
import type { WecomApi } from './world.ts'

/** Every path WeCom knows here; another one answers 404. gettoken is added by the server. */
export const apis: Record<string, WecomApi> = {
  '/cgi-bin/getcallbackip': callbackIps,
  '/cgi-bin/auth/getuserinfo': getUserInfo,
  '/cgi-bin/get_jsapi_ticket': getJsapiTicket,
  '/cgi-bin/ticket/get': getAgentTicket,
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
  '/cgi-bin/externalcontact/add_contact_way': addContactWay,
  '/cgi-bin/externalcontact/get_contact_way': getContactWay,
  '/cgi-bin/externalcontact/list_contact_way': listContactWay,
  '/cgi-bin/externalcontact/update_contact_way': updateContactWay,
  '/cgi-bin/externalcontact/del_contact_way': delContactWay,
  '/cgi-bin/externalcontact/add_msg_template': addMsgTemplate,
  '/cgi-bin/externalcontact/get_groupmsg_list_v2': groupMsgList,
  '/cgi-bin/externalcontact/get_groupmsg_task': groupMsgTask,
  '/cgi-bin/externalcontact/get_groupmsg_send_result': groupMsgSendResult,
  '/cgi-bin/externalcontact/remind_groupmsg_send': remindGroupMsgSend,
  '/cgi-bin/externalcontact/cancel_groupmsg_send': cancelGroupMsgSend,
  '/cgi-bin/externalcontact/get_unassigned_list': unassignedList,
  '/cgi-bin/externalcontact/transfer_customer': transferCustomer,
  '/cgi-bin/externalcontact/transfer_result': transferResult,
  '/cgi-bin/externalcontact/resigned/transfer_customer': transferOfResigned,
  '/cgi-bin/externalcontact/resigned/transfer_result': transferResultOfResigned,
  '/cgi-bin/externalcontact/get_user_behavior_data': userBehaviorData,
  '/cgi-bin/externalcontact/groupchat/list': groupChatList,
  '/cgi-bin/externalcontact/groupchat/transfer': groupChatTransfer,
  '/cgi-bin/externalcontact/groupchat/onjob_transfer': groupChatOnjobTransfer,
  '/cgi-bin/kf/account/list': kfAccountList,
  '/cgi-bin/kf/customer/batchget': kfCustomers,
  '/cgi-bin/kf/service_state/get': kfServiceState,
  '/cgi-bin/kf/sync_msg': syncMsg,
  '/cgi-bin/kf/send_msg': kfSendMsg,
  '/cgi-bin/media/upload': mediaUpload,
  '/cgi-bin/message/send': messageSend,
  '/cgi-bin/message/update_template_card': updateCard,
}
