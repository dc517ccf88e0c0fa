import { QueryClient } from '@tanstack/react-query'
import { CrmError } from '../../client/client.ts'
import { tellDeveloper } from './explain.ts'

const mayPass = ({ status }: CrmError) => status === 0 || status === 429 || status >= 500

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => {
        tellDeveloper(error)
        return failures < 2 && error instanceof CrmError && mayPass(error)
      },
      retryDelay: (failures, error) => {
        const { retryAfter = 0 } = error instanceof CrmError ? error : {}
        return Math.max(500 * 2 ** failures, retryAfter * 1000)
      },
    },
  },
})
