import type { z } from 'zod'

type Role = 'owner' | 'marketer' | 'editor' | 'analyst' | 'lead' | 'sales' | 'operator'

interface Me {
  login: string
  name: string
  role: Role
  roleName: string
  departments: string[]
  stores: string[]
  userid: string | null
  hasPassword: boolean
  scope: 'everything' | 'staff' | 'own'
  operations: string[]
}

interface WelcomeFor {
  login: string | null
  name: string | null
  role: Role
  roleName: string
  expiresAt: string
}

/** The operations the frame itself calls. */
export interface Contract {
  session: {
    ways: { method: 'get'; path: '/session/ways'; answer: z.ZodType<{ wecom: boolean; empty: boolean }> }
    logIn: {
      method: 'post'
      path: '/session'
      body: z.ZodType<unknown, { login: string; password: string }>
      answer: z.ZodType<Me>
    }
    me: { method: 'get'; path: '/me'; answer: z.ZodType<Me> }
    logOut: { method: 'delete'; path: '/session'; answer: z.ZodType<object> }
    lookAtWelcome: {
      method: 'post'
      path: '/welcome/look'
      body: z.ZodType<unknown, { code: string }>
      answer: z.ZodType<WelcomeFor>
    }
    acceptWelcome: {
      method: 'post'
      path: '/welcome'
      body: z.ZodType<unknown, { code: string; login?: string; name: string; password: string }>
      answer: z.ZodType<Me>
    }
  }
}
