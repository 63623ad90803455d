import { type TraitsDefinition, traitsSchema } from '../../domain/language/traits.ts'

/** Own traits of every kind, as a company might declare them. */
export function someOwnTraits(): TraitsDefinition {
  return traitsSchema.parse({
    traits: 'own',
    name: '自有',
    fields: {
      skin: { name: '肤质', type: 'text', set: ['form', 'profile', 'hook'] },
      children: { name: '孩子数', type: 'number', set: ['form', 'hook'] },
      member: { name: '会员', type: 'boolean', set: ['hook'] },
      dueOn: { name: '预产期', type: 'date', set: ['form', 'profile', 'hook'] },
      birthday: { name: '生日', type: 'monthDay', set: ['profile', 'hook'], personal: true },
      babyBirthday: { name: '宝宝生日', type: 'date', set: ['form', 'profile'], consent: babyConsent },
      level: { name: '等级', type: 'number' },
    },
  })
}

export const babyConsent = '我是孩子的监护人，同意填写孩子的生日'
