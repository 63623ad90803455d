/** A mainland number, with or without its country, however people part it. */
const phone = /(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)/g

/** Words of people without the phone numbers somebody wrote into them. */
export const withoutPhones = (words: string): string => words.replaceAll(phone, '（电话）')
