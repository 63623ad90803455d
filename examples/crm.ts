import { callKelu, type KeluAccess } from './kelu.ts'

/** A row of the CRM. */
export interface Member {
  id: string
  phone: string
  name: string
  level: string
  /** When the member agreed to SMS, and where that is filed; absent = never asked. */
  agreed?: { at: string; form: string }
}

const words = '我同意接收会员活动短信，可随时回复 R 退订'

/** Brings members into Kelu, or up to date there; returns Kelu's ids by those of the CRM. */
export async function syncMembers(
  kelu: KeluAccess,
  members: readonly Member[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const { id, phone, name, level, agreed } of members) {
    const customer = await callKelu<{ id: string }>(kelu, 'POST', '/customers', {
      ids: { ext: { system: 'crm', id }, phone },
      profile: { realName: name },
      addTags: [`会员-${level}`],
      consents: agreed
        ? [
            {
              channel: 'sms',
              state: 'granted',
              at: agreed.at,
              text: words,
              textVersion: '2026-01',
              evidence: agreed.form,
            },
          ]
        : [],
    })
    ids.set(id, customer.id)
  }
  return ids
}
