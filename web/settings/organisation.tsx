/** What holds for the whole organisation, and what only its owners do with it. */
import { Button, Switch, TextInput } from '@mantine/core'
import type { Input, Output } from '../../client/client.ts'
import { attempt } from '../crm/attempt.ts'
import { crm } from '../crm/crm.ts'
import { queries } from '../crm/queries.ts'
import { save } from '../crm/save.ts'
import { signedIn, useAuth } from '../crm/session.ts'
import { follow, tell, tellProblem } from '../crm/toasts.tsx'
import { EntranceForm, type Fields } from '../entrance/submit.tsx'
import { ask } from '../look/dialogs.tsx'
import { isSure } from '../look/sure.tsx'
import { administration } from '../texts/administration.ts'
import { wholeMoment } from '../texts/dates.ts'
import { words } from '../texts/settings.ts'
import { texts } from '../texts/texts.ts'
import { Block, Line, Lines } from './block.tsx'
import { CountryInput } from './country.tsx'
import classes from './form.module.css'
import { Loaded } from './loaded.tsx'
import { SectionTitle } from './section-title.tsx'
import { TimeZoneInput } from './time-zone.tsx'
import { useCustomer } from './users.ts'

type Customer = Output<'customers/get'>

export function Organisation() {
  const { User } = useAuth()
  const query = useCustomer()
  return (
    <>
      <SectionTitle title={words.sections.organisation} />
      <Loaded query={query}>
        {(customer) => (
          <>
            <OrganisationForm customer={customer} />
            <Rules customer={customer} />
            {User.Role === 'OWNER' && <Owners customer={customer} />}
          </>
        )}
      </Loaded>
    </>
  )
}

function OrganisationForm({ customer }: { customer: Customer }) {
  async function send({ Name = '', TimeZone = '', DefaultCountry = '' }: Fields) {
    await crm.customers.update({ Name, TimeZone, DefaultCountry: DefaultCountry === '' ? null : DefaultCountry })
    signedIn(await crm.auth.get())
    await queries.invalidateQueries({ queryKey: ['customer'] })
    tell(words.saved)
    return undefined
  }
  return (
    <div className={classes.form}>
      <EntranceForm send={send} button={texts.save}>
        <TextInput
          name="Name"
          label={administration.organisation.name}
          defaultValue={customer.Name}
          required
          pattern=".*\S.*"
          maxLength={200}
          autoComplete="organization"
        />
        <TimeZoneInput value={customer.TimeZone} about={administration.organisation.timeZoneHelp} />
        <CountryInput value={customer.DefaultCountry ?? undefined} />
      </EntranceForm>
    </div>
  )
}

/** Shown at once, and taken back where the server refuses it. */
function change(customer: Customer, rule: Input<'customers/update'>) {
  queries.setQueryData(['customer'], { ...customer, ...rule })
  const problems = { CONFLICT: administration.organisation.ownFactorFirst }
  return attempt(() => crm.customers.update(rule), { told: words.saved, changes: ['customer'], problems })
}

async function require(customer: Customer, RequireSecondFactor: boolean): Promise<void> {
  const { question, about, button } = administration.organisation.require
  if (!RequireSecondFactor || (await isSure(question, about, button))) await change(customer, { RequireSecondFactor })
}

function Rules({ customer }: { customer: Customer }) {
  const { organisation } = administration
  return (
    <Block title={organisation.rules}>
      <Lines>
        <Line icon="signIn" title={organisation.secondFactor} about={organisation.secondFactorHelp}>
          <Switch
            aria-label={organisation.secondFactor}
            checked={customer.RequireSecondFactor}
            onChange={({ currentTarget }) => void require(customer, currentTarget.checked)}
          />
        </Line>
        <Line icon="contacts" title={organisation.sharing} about={organisation.sharingHelp}>
          <Switch
            aria-label={organisation.sharing}
            checked={customer.NewUsersShare}
            onChange={({ currentTarget }) => void change(customer, { NewUsersShare: currentTarget.checked })}
          />
        </Line>
      </Lines>
    </Block>
  )
}

function Owners({ customer }: { customer: Customer }) {
  const { export: everything, delete: end, restore } = administration.organisation
  const { DeleteDate } = customer
  return (
    <Block title={administration.organisation.owners}>
      <Lines>
        <Line icon="export" title={everything.title} about={everything.about}>
          <Button variant="default" onClick={() => void exportEverything()}>
            {everything.button}
          </Button>
        </Line>
        {DeleteDate ? (
          <Line icon="warning" title={restore.title(wholeMoment(DeleteDate))} about={restore.about}>
            <Button onClick={() => void keep()}>{restore.button}</Button>
          </Line>
        ) : (
          <Line icon="delete" title={end.title} about={end.about}>
            <Button variant="light" color="red" onClick={() => void remove(customer)}>
              {end.button}
            </Button>
          </Line>
        )}
      </Lines>
    </Block>
  )
}

async function exportEverything(): Promise<void> {
  const { running, done } = administration.organisation.export
  try {
    const { Id, RequestId } = await crm.customers.export()
    const { FileName } = (await follow(running, await crm.request.get(RequestId))) as { FileName: string }
    save(await crm.exports.download(Id), FileName)
    tell(done(FileName))
  } catch (error) {
    tellProblem(error)
  }
}

async function remove({ Name }: Customer): Promise<void> {
  const { question, sure, name, button } = administration.organisation.delete
  await ask(question(Name), (choose) => (
    <>
      <p>{sure}</p>
      <EntranceForm
        button={button}
        isDangerous
        problems={{ INVALID: administration.organisation.delete.notSo }}
        send={async (fields) => {
          await crm.customers.delete({ Name: fields['Name'] ?? '' })
          choose(true)
          return undefined
        }}
      >
        <TextInput name="Name" label={name(Name)} required autoComplete="off" data-autofocus />
      </EntranceForm>
    </>
  ))
  await queries.invalidateQueries({ queryKey: ['customer'] })
}

const keep = () =>
  attempt(() => crm.customers.restore(), { told: administration.organisation.restore.done, changes: ['customer'] })
