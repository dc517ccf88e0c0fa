import type { ReactNode } from 'react'
import { moment, wholeMoment } from '../texts/dates.ts'

/** When it was: short, and the whole of it where one points at it. @param of as the API has it */
export const Moment = ({ of, children }: { of: string; children?: ReactNode }) => (
  <time dateTime={of} title={wholeMoment(of)}>
    {moment(of)}
    {children}
  </time>
)
