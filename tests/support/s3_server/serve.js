// An S3 server that checks signatures, on loopback: node serve.js DIRECTORY PORT [CERTIFICATE KEY]. Port 0
// is any free one. Prints its port. What the file "refusal" beside the directory says (three lines: a pattern of
// "METHOD ADDRESS", a status, a code) is refused.
const fs = require('fs');
const path = require('path');
const S3rver = require('@20minutes/s3rver');

const [directory, port, cert, key] = process.argv.slice(2);
const refusal = path.join(path.dirname(directory), 'refusal');

const server = new S3rver({
  directory,
  address: '127.0.0.1',
  port: Number(port),
  silent: true,
  cert: cert && fs.readFileSync(cert),
  key: key && fs.readFileSync(key),
  vhostBuckets: false,
  configureBuckets: [{ name: 'pilotage' }],
});

function answer(ctx, status, code) {
  ctx.status = status;
  ctx.type = 'application/xml';
  ctx.body = `<Error><Code>${code}</Code></Error>`;
}

// s3rver does not know how an upload in parts is given up: it says so when it has checked the signature.
async function giveUp(ctx, next) {
  try {
    await next();
  } catch (error) {
    const id = ctx.method === 'DELETE' && error.code === 'MethodNotAllowed' && ctx.query.uploadId;
    if (!id) throw error;
    const upload = path.join(ctx.store.getResourcePath(ctx.params.bucket, undefined, 'uploads'), path.basename(id));
    if (!fs.existsSync(upload)) return answer(ctx, 404, 'NoSuchUpload');
    fs.rmSync(upload, { recursive: true });
    ctx.status = 204;
  }
}

async function refuse(ctx, next) {
  if (!fs.existsSync(refusal)) return next();
  const [pattern, status, code] = fs.readFileSync(refusal, 'utf8').split('\n');
  return new RegExp(pattern).test(`${ctx.method} ${ctx.url}`) ? answer(ctx, Number(status), code) : next();
}

server.middleware.unshift(refuse, giveUp);
server.run().then((bound) => console.log(bound.port));
