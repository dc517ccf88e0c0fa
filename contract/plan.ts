import Type from 'typebox'

export const Plan = Type.Enum(['FREE', 'STANDARD', 'UNLIMITED'], {
  description: 'FREE: 30 contacts. STANDARD: 10,000 contacts, 50 users who share. UNLIMITED: no limits.',
})
