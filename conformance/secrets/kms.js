// A KMS plugin of version 2 on a socket: gRPC by hand, for the three calls that the API server makes. The key is in OpenBao's transit engine; nothing is kept here.
const http2 = require('node:http2');

/** Protobuf, as far as these messages need it: fields of bytes and text. */
function encode(fields) {
  return Buffer.concat(Object.entries(fields).flatMap(([number, value]) => {
    const bytes = Buffer.from(value);
    return [varint(Number(number) << 3 | 2), varint(bytes.length), bytes];
  }));
}

function varint(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push(value & 127 | 128);
  return Buffer.from([...bytes, value]);
}

/** The field `wanted` of a message; undefined where it is left out. */
function field(message, wanted) {
  let at = 0;
  const number = () => {
    let [value, shift] = [0, 0];
    for (;; shift += 7) {
      const byte = message[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = number();
    const length = number();
    if (tag >> 3 === wanted) return message.subarray(at, at + length);
    at += length;
  }
  return undefined;
}

/** Listens on the socket until it is stopped. `key`: name of the key in `transit`. */
function startKms(bao, socket, key) {
  const transit = async (action, body) => (await bao.must('POST', `transit/${action}/${key}`, body)).data;
  const calls = {
    Status: async () => encode({ 1: 'v2', 2: 'ok', 3: key }),
    Encrypt: async message => encode({ 1: (await transit('encrypt', { plaintext: (field(message, 1) ?? Buffer.alloc(0)).toString('base64') })).ciphertext, 2: key }),
    Decrypt: async message => encode({ 1: Buffer.from((await transit('decrypt', { ciphertext: field(message, 1).toString() })).plaintext, 'base64') }),
  };
  const server = http2.createServer();
  const sessions = new Set();
  server.on('session', session => { sessions.add(session); session.on('error', () => {}); });
  server.on('stream', (stream, headers) => {
    const chunks = [];
    stream.on('error', () => {}).on('data', chunk => chunks.push(chunk)).on('end', async () => {
      const end = (status, message) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(message.length, 1);
        stream.end(status === '0' ? Buffer.concat([prefix, message]) : undefined);
      };
      // Before each message: a byte for compression, four for its length.
      await calls[headers[':path'].split('/').pop()](Buffer.concat(chunks).subarray(5)).then(message => end('0', message), () => end('13', Buffer.alloc(0)));
    });
  });
  return new Promise((done, fail) => server.on('error', fail).listen(socket, () => done({
    stop: () => { server.close(); for (const session of sessions) session.destroy(); },
  })));
}

module.exports = { startKms };
