import { type ComputedRef, computed } from 'vue'
import { useCall } from '../../api/use-call.ts'

/** Where the value of a variable comes from, and what people call that. */
export interface VariableSource {
  value: string
  label: string
}

const always: readonly VariableSource[] = [
  { value: 'customer.nickname', label: '客户昵称' },
  { value: 'customer.region', label: '地区' },
  { value: 'staff.name', label: '归属的导购' },
  { value: 'coupon.code', label: '券码' },
  { value: 'coupon.name', label: '券名' },
  { value: 'coupon.validUntil', label: '券有效期' },
]

/** All there are, with the fields of this company, and what one of them is called; one that is not among them, itself. */
export function useVariableSources(): {
  sources: ComputedRef<VariableSource[]>
  sourceName(value: string): string
} {
  const { data } = useCall('/vocabulary')
  const sources = computed(() => [
    ...always,
    ...(data.value?.fields ?? [])
      .filter(({ type, personal }) => !personal && type !== 'group')
      .map(({ name, label }) => ({ value: `customer.traits.${name}`, label })),
  ])
  return {
    sources,
    sourceName: (value) => sources.value.find((each) => each.value === value)?.label ?? value,
  }
}
