import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import type { Me, OperationName } from '../api/operations.ts'

/** Who is logged in here, and what they may do. */
export const useSession = defineStore('session', () => {
  /** Undefined until the server was asked; null = nobody. */
  const me = ref<Me | null>()
  const operations = computed(() => new Set(me.value?.operations))

  /** Whether it is worth showing: the server decides. */
  const may = (operation: OperationName): boolean => operations.value.has(operation)

  /** Asks the server once who this is. @throws ApiError when it cannot be asked */
  async function find(): Promise<Me | null> {
    if (me.value !== undefined) return me.value
    try {
      me.value = await call('get', '/me')
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      me.value = null
    }
    return me.value
  }

  async function logIn(login: string, password: string): Promise<void> {
    me.value = await call('post', '/session', { body: { login, password } })
  }

  async function logOut(): Promise<void> {
    await call('delete', '/session')
    me.value = null
  }

  /** Somebody who came in another way, such as by a one-time link. */
  function enter(who: Me): void {
    me.value = who
  }

  /** The server no longer knows this session. */
  function lose(): void {
    me.value = null
  }

  return { me, may, find, logIn, logOut, enter, lose }
})
