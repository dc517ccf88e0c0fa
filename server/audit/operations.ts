import { reads } from '../http/operation.ts'
import { listAudit } from './audit.ts'

export const auditOperations = [reads('audit/list', ({ db, caller, input }) => listAudit(db, caller, input))]
