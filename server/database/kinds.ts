import type { KindName } from '../../contract/history.ts'
import type { OperationName } from '../../contract/operations.ts'

/** What kind of act it is that changes what users see here: every operation that does. */
const kinds: Partial<Record<OperationName, KindName>> = {
  'contacts/create': 'EDIT',
  'contacts/update/{id}': 'EDIT',
  'contacts/upsert': 'EDIT',
  'contacts/delete/{id}': 'EDIT',
  'contacts/batch': 'BATCH',
  'contacts/bulk-update': 'BULK',
  'contacts/bulk-delete': 'BULK',
  'contacts/bulk-restore': 'RESTORE',
  'contacts/erase/{id}': 'ERASURE',
  'contacts/update-photo/{id}': 'EDIT',
  'contacts/delete-photo/{id}': 'EDIT',
  'contacts/merge': 'MERGE',
  'contacts/restore/{id}': 'RESTORE',
  'imports/create': 'IMPORT',
  'imports/undo/{id}': 'UNDO',
  'changesets/undo/{id}': 'UNDO',
  'labels/create': 'LABELS',
  'labels/update/{id}': 'LABELS',
  'labels/delete/{id}': 'LABELS',
  'contact-types/create': 'CONTACT_TYPES',
  'contact-types/update/{id}': 'CONTACT_TYPES',
  'contact-types/delete/{id}': 'CONTACT_TYPES',
  'custom-fields/update': 'CUSTOM_FIELDS',
  'segments/create': 'SEGMENTS',
  'segments/update/{id}': 'SEGMENTS',
  'segments/delete/{id}': 'SEGMENTS',
}

/** The rest is of users, tokens and settings, which the audit tells of. */
export const kindOf = (operation: OperationName): KindName | 'ADMINISTRATION' => kinds[operation] ?? 'ADMINISTRATION'
