import { applicationRole } from './scope.ts'

/**
 * The SQL that shows the application's role one Customer's rows of a table and no others. The sub-select makes the setting
 * be read once a statement instead of once a row.
 */
export function isolate(table: string, rights = 'select, insert, update, delete'): string {
  return `
    alter table ${table} enable row level security;
    create policy one_customer on ${table} to ${applicationRole}
      using (customer_id = (select current_setting('voyzu.customer')::uuid));
    grant ${rights} on ${table} to ${applicationRole};
  `
}
