/** Characters of what customers are told when a colleague takes them over (document 96325). */
export const longestSentence = 200
