/** What stands behind the # of a link. It is taken out of the address, which is kept in histories, once it is used up. */
export const tokenOfLink = () => location.hash.slice(1)

export const forgetToken = () => history.replaceState(history.state, '', location.pathname)
