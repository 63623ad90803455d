import { shallowRef } from 'vue'

/** What the page in view is called. On a phone the header says it, to save the page a line. */
export const pageTitle = shallowRef('')
