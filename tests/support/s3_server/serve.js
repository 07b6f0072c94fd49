// An S3 server that checks signatures, on loopback: node serve.js DIRECTORY PORT [CERTIFICATE KEY]. Port 0
// is any free one. Prints its port.
const fs = require('fs');
const S3rver = require('@20minutes/s3rver');

const [directory, port, cert, key] = process.argv.slice(2);
new S3rver({
  directory,
  address: '127.0.0.1',
  port: Number(port),
  silent: true,
  cert: cert && fs.readFileSync(cert),
  key: key && fs.readFileSync(key),
  vhostBuckets: false,
  configureBuckets: [{ name: 'pilotage' }],
})
  .run()
  .then((bound) => console.log(bound.port));
