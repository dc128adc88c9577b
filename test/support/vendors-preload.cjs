// Loaded before a program by NODE_OPTIONS=--require: every TLS connection goes to a plain server on this machine instead, and what was wanted is written
// down. So the built program is tested without an option of its own that could send secrets elsewhere.
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const tls = require('node:tls');

tls.connect = (options) => {
  const { host, port, servername, rejectUnauthorized } = options;
  appendFileSync(process.env.VENDORS_LOG, `${JSON.stringify({ host, port, servername, rejectUnauthorized })}\n`);
  return net.connect(Number(process.env.VENDORS_PORT), '127.0.0.1');
};
syncBuiltinESMExports();
