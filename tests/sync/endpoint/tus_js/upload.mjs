// tus-js-client against the endpoint: node upload.mjs SCENE ADDRESS TOKEN METADATA FILE. Prints what happened as one line of JSON.
import { readFileSync } from 'node:fs'
import { Upload } from 'tus-js-client'

const [scene, endpoint, token, metadata, file] = process.argv.slice(2)
const bytes = readFileSync(file)
const events = { retries: 0, checksums: 0 }

function upload(options) {
  return new Promise((resolve, reject) => {
    const one = new Upload(bytes, {
      endpoint,
      headers: { Authorization: `Bearer ${token}` },
      metadata: JSON.parse(metadata),
      chunkSize: 300_000,
      retryDelays: [0, 100, 500],
      storeFingerprintForResuming: false,
      onShouldRetry: () => ++events.retries > 0,
      onSuccess: () => resolve(one),
      onError: reject,
      ...options(() => one, resolve),
    })
    one.start()
  })
}

const plain = () => ({})
// Stops after the first chunk that the server has accepted.
const untilFirstChunk = (self, resolve) => ({
  onChunkComplete: () => self().abort().then(() => resolve(self())),
})

const scenes = {
  whole: async () => (await upload(plain)).url,
  withCreation: async () => (await upload(() => ({ uploadDataDuringCreation: true }))).url,
  resumed: async () => {
    const first = await upload(untilFirstChunk)
    let sent = 0
    const second = await upload(() => ({ uploadUrl: first.url, onChunkComplete: (size) => (sent += size) }))
    events.sentAgain = sent
    return second.url
  },
  terminated: async () => {
    const first = await upload(untilFirstChunk)
    await Upload.terminate(first.url, { headers: { Authorization: `Bearer ${token}` } })
    return first.url
  },
  overridden: async () => (await upload(() => ({ overridePatchMethod: true }))).url,
  refused: async () => upload(() => ({ retryDelays: null })).then(
    () => 'accepted',
    (error) => `${error.originalResponse?.getStatus()}`,
  ),
}

console.log(JSON.stringify({ result: await scenes[scene](), ...events }))
