/** Setting up an authenticator app: its secret as a QR code, a first code to show that it works, and the codes for when it is lost. */
import { TextInput } from '@mantine/core'
import type { Output } from '../../client/client.ts'
import { crm } from '../crm/crm.ts'
import { EntranceForm } from '../entrance/submit.tsx'
import { Secret } from '../look/secret.tsx'
import { words } from '../texts/settings.ts'
import { QrCode } from './qr-code.tsx'
import classes from './second-factor.module.css'

export type Beginning = Output<'second-factor/begin'>

/** @param onCodes it is on from now on; these are its recovery codes */
export function SetUp({ beginning, onCodes }: { beginning: Beginning; onCodes: (codes: string[]) => void }) {
  const { setUp } = words.secondFactor
  return (
    <ol className={classes.steps}>
      <li>
        <p>{setUp.scan}</p>
        <QrCode text={beginning.Uri} label={setUp.qrCode} />
        <Secret label={setUp.key} value={beginning.Secret} />
        <p>
          <a href={beginning.Uri}>{setUp.openApp}</a>
        </p>
      </li>
      <li>
        <p>{setUp.confirm}</p>
        <EntranceForm
          button={setUp.button}
          problems={{ CODE: setUp.notRight }}
          send={async ({ Code = '' }) => {
            const { Codes } = await crm.secondFactor.confirm({ Code })
            onCodes(Codes)
            return undefined
          }}
        >
          <TextInput
            name="Code"
            label={setUp.code}
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={100}
            data-autofocus
          />
        </EntranceForm>
      </li>
    </ol>
  )
}
