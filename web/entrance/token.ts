/** What stands behind the # of a link. It is taken out of the address, which is kept in histories, once it is used up. */
export function tokenOfLink(): string {
  const written = location.hash.slice(1)
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

export const forgetToken = () => history.replaceState(history.state, '', location.pathname)
