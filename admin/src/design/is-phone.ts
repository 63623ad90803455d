import { onScopeDispose, type Ref, ref } from 'vue'

/** The width below which tables are cards and drawers are sheets; the same as in the styles. */
const narrow = '(max-width: 767px)'

/** Whether the window is as narrow as a phone's, kept current. */
export function useIsPhone(): Readonly<Ref<boolean>> {
  const query = matchMedia(narrow)
  const isPhone = ref(query.matches)
  const follow = (): void => {
    isPhone.value = query.matches
  }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return isPhone
}
