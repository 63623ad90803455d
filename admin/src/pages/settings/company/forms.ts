import { type Component, defineAsyncComponent } from 'vue'
import type { CompanySection } from '../sections.ts'
import AttributionForm from './AttributionForm.vue'
import BrandsForm from './BrandsForm.vue'
import CapsForm from './CapsForm.vue'
import CostsForm from './CostsForm.vue'
import FollowUpsForm from './FollowUpsForm.vue'
import GroupSendsForm from './GroupSendsForm.vue'
import LeadsForm from './LeadsForm.vue'
import ManualForm from './ManualForm.vue'
import QuietForm from './QuietForm.vue'
import RemindersForm from './RemindersForm.vue'
import ReportsForm from './ReportsForm.vue'
import RetentionForm from './RetentionForm.vue'
import ReviewForm from './ReviewForm.vue'
import RfmForm from './RfmForm.vue'
import TargetsForm from './TargetsForm.vue'
import TiersForm from './TiersForm.vue'
import WecomForm from './WecomForm.vue'

/** The fields of each section: takes `SectionForm`, tells of a change by key and value. */
export const forms: Record<CompanySection, Component> = {
  caps: CapsForm,
  quietHours: QuietForm,
  groupSends: GroupSendsForm,
  followUps: FollowUpsForm,
  // A picker of dates and a tree of conditions weigh more than all the others together.
  workingHours: defineAsyncComponent(() => import('./WorkForm.vue')),
  exclude: defineAsyncComponent(() => import('./ExcludeForm.vue')),
  reminders: RemindersForm,
  costs: CostsForm,
  targets: TargetsForm,
  manual: ManualForm,
  leads: LeadsForm,
  attribution: AttributionForm,
  reports: ReportsForm,
  retention: RetentionForm,
  brands: BrandsForm,
  tiers: TiersForm,
  rfm: RfmForm,
  wecom: WecomForm,
  review: ReviewForm,
}
