import { connect } from '/client.js'

const find = (selector) => document.querySelector(selector)
const form = find('form')
const alert = find('[role=alert]')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  find('button').disabled = true
  alert.hidden = true
  try {
    showDone(await connect().customers.create(readForm()))
  } catch (error) {
    alert.textContent = explain(error)
    alert.hidden = false
  } finally {
    find('button').disabled = false
  }
})

function readForm() {
  const filled = [...new FormData(form)].filter(([, value]) => value !== '')
  const { DefaultCountry, ...input } = Object.fromEntries(filled)
  const token = location.hash.slice(1)
  return {
    ...input,
    ...(DefaultCountry ? { DefaultCountry: DefaultCountry.toUpperCase() } : {}),
    ...(token ? { SetupToken: token } : {}),
  }
}

function explain({ code, errors, message }) {
  if (code === 'SETUP_TOKEN')
    return 'This link has been used, or is not whole. Open the one that the server printed at its start.'
  if (errors?.some(({ Path }) => Path === 'OwnerEmail'))
    return 'This e-mail cannot be used: it belongs to an account already, or is not right.'
  return message
}

function showDone({ Customer, User }) {
  form.hidden = true
  find('section').hidden = false
  find('h2').textContent = `${Customer.Name} is there`
  const body = JSON.stringify({ Email: User.Email, Password: '…' })
  find('pre').textContent =
    `curl -c cookies -H 'content-type: application/json' ${location.origin}/api/auth -d '${body}'
curl -b cookies -H 'content-type: application/json' ${location.origin}/api/contacts/create \\
  -d '{"RecordType":"PERSON","FirstName":"Ada","LastName":"Lovelace"}'
curl -b cookies -H 'content-type: application/json' ${location.origin}/api/contacts/search -d '{}'`
  history.replaceState(null, '', location.pathname)
}
