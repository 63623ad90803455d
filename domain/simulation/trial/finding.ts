import type { TrialBranch } from './branches.ts'

/** Something a test found. zh-CN. */
export interface Finding {
  level: 'fault' | 'warning'
  /** Where in the definition: `entry`, `steps.offer → end`, `message:offer 短信`. */
  place: string
  reason: string
  /** What to do about it. */
  todo: string
}

/** What an SMS costs to send to one person. */
export interface SmsPrice {
  message: string
  segments: number
  fen: number
}

/** How a version of a journey stood its test. */
export interface TrialResult {
  /** No fault was found. */
  passed: boolean
  findings: Finding[]
  /** How much was tried. */
  tried: { mustStart: number; mustNotStart: number; ways: number; waysWalked: number; contents: number }
  sms: SmsPrice[]
  /** Each way somebody walked to its end, once. */
  branches: TrialBranch[]
}
