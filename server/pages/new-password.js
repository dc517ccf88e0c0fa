import { connect } from '/client.js'

const find = (selector) => document.querySelector(selector)
const form = find('form')
const alert = find('[role=alert]')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  find('button').disabled = true
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
    alert.textContent = error.message
    alert.hidden = false
  } finally {
    find('button').disabled = false
  }
})
