import { connect } from '/client.js'

const find = (selector) => document.querySelector(selector)
const alert = find('[role=alert]')

find('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  find('button').disabled = true
  alert.hidden = true
  try {
    await connect().notifications.unsubscribe({ Token: location.hash.slice(1) })
    find('form').hidden = true
    find('section').hidden = false
    find('h1').textContent = 'Done'
  } catch (error) {
    alert.textContent = error.message
    alert.hidden = false
  } finally {
    find('button').disabled = false
  }
})
