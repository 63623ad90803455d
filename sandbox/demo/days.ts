/** Days the story lasts. */
export const storyDays = 40

/** The last of them, a Friday, and the time at which the story ends on it: in the middle of everybody's work. */
export const lastDay = storyDays - 1
export const endTime = '14:05'
