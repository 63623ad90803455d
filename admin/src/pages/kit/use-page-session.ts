import { type Ref, ref } from 'vue'
import { pageSession } from '../../drafts/page-session.ts'

/** The name of this open page, once it is known. */
export function usePageSession(): Readonly<Ref<string | undefined>> {
  const session = ref<string>()
  void pageSession().then((name) => {
    session.value = name
  })
  return session
}
