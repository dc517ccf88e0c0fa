import { writes } from '../http/operation.ts'
import { erasePerson } from './erase.ts'

export const erasureOperations = [writes('contacts/erase/{id}', erasePerson)]
