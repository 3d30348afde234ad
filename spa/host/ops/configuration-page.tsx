/** The configuration files: read, changed, checked, saved, and then made live. */
import { useState } from 'react'
import { Select, Stack } from '@empowernow/ui'
import { CONFIG_FILE, configFiles } from './config-answer.ts'
import { EnvironmentCard } from './environment-card.tsx'
import { FileCard } from './file-card.tsx'
import { Loaded } from './loaded.tsx'
import { PageHeader } from './page-header.tsx'
import { configPath } from './paths.ts'
import { useReading } from './use-desk.ts'

export function ConfigurationPage({ tenant }: { readonly tenant: string }) {
  const files = configFiles(tenant)
  const [file, setFile] = useState(files[0]?.value ?? '')
  const [round, setRound] = useState(0)
  const reading = useReading(configPath(tenant, file), CONFIG_FILE)
  return (
    <Stack gap="l">
      <PageHeader
        above="All tenants"
        heading="Configuration"
        actions={
          <div data-host="file-select">
            <Select label="File" value={file} onValueChange={setFile} options={files} />
          </div>
        }
      >
        What is saved here is live for nobody until a refresh compiles it.
      </PageHeader>
      <Loaded reading={reading} failed="The file cannot be read">
        {(read) => (
          <FileCard
            key={`${read.file} ${read.etag} ${round}`}
            tenant={tenant}
            read={read}
            onReload={() => {
              setRound(round + 1)
              reading.reload()
            }}
          />
        )}
      </Loaded>
      <EnvironmentCard
        tenant={tenant}
        onDone={() => {
          setRound(round + 1)
          reading.reload()
        }}
      />
    </Stack>
  )
}
