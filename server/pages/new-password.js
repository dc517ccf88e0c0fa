import { connect } from '/client.js'

const find = (selector) => document.querySelector(selector)
const form = find('form')
const alert = find('[role=alert]')

if (form.dataset.operation === 'accept') offerProviders()

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  find('[type=submit]').disabled = true
  alert.hidden = true
  try {
    const filled = [...new FormData(form)].filter(([, value]) => value !== '')
    const input = { ...Object.fromEntries(filled), Token: location.hash.slice(1) }
    const { Customer, User } = await connect().users[form.dataset.operation](input)
    form.hidden = true
    find('section').hidden = false
    find('h1').textContent = `Welcome to ${Customer.Name}, ${User.FirstName ?? User.Email}`
    history.replaceState(null, '', location.pathname)
  } catch (error) {
    const isCodeNeeded = error.code === 'CODE_NEEDED'
    if (isCodeNeeded) find('#code').hidden = false
    else alert.textContent = error.message
    alert.hidden = isCodeNeeded
  } finally {
    find('[type=submit]').disabled = false
  }
})

async function offerProviders() {
  const providers = await connect()
    .auth.providers()
    .catch(() => [])
  const buttons = providers.map(({ Name, SignInUrl }) => {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      textContent: `Accept with ${Name}`,
    })
    button.addEventListener('click', () => acceptWith(SignInUrl))
    return button
  })
  find('[data-providers]').replaceChildren(...buttons)
}

/** The token goes along in a body: an address is kept in histories and logs. */
async function acceptWith(signInUrl) {
  alert.hidden = true
  try {
    const answer = await fetch(new URL(signInUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Token: location.hash.slice(1) }),
    })
    const { Url, ErrorMessage } = await answer.json()
    if (!answer.ok) throw new Error(ErrorMessage)
    // Nor does the link stay where one comes to by going back.
    history.replaceState(null, '', location.pathname)
    location.assign(Url)
  } catch (error) {
    alert.textContent = error.message
    alert.hidden = false
  }
}
