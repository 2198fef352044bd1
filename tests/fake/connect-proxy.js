// SPDX-License-Identifier: MIT
//
// connect-proxy.js - a proxy as companies have it: every CONNECT leads to TARGET (HOST:PORT), whatever name it
// asks for; without TARGET all are refused, and with TARGET=drop the connection ends without an answer. With KEY and
// CERT (files) it speaks TLS itself, and only VERSION (such as TLSv1) if that is given. It speaks SOCKS 5 (RFC 1928) to a
// client that does, without a password. All that comes from the client is kept in LOG, byte for byte. Says on its first
// line where it listens.
'use strict';
const fs = require('fs');
const net = require('net');
const tls = require('tls');

const { LOG, TARGET, KEY, CERT, VERSION } = process.env;
const version = VERSION && { minVersion: VERSION, maxVersion: VERSION, ciphers: 'DEFAULT@SECLEVEL=0' };

function serve(client) {
	let head = '';
	let upstream = null;
	function connect(answer) {
		const [host, port] = TARGET.split(':');
		upstream = net.connect(Number(port), host, () => client.write(answer));
		upstream.on('error', () => client.destroy());
		upstream.on('data', (bytes) => client.write(bytes));
		upstream.on('close', () => client.end());
		client.on('close', () => upstream.destroy());
	}
	client.on('error', () => {});
	client.on('data', (bytes) => {
		fs.appendFileSync(LOG, bytes);
		if (upstream) {
			upstream.write(bytes);
			return;
		}
		head += bytes.toString('latin1');
		if (bytes[0] === 5) {
			// The methods first, then the address; each comes when the other side has answered.
			if (head.length === bytes.length)
				client.write(Buffer.from([5, 0]));
			else
				connect(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
			return;
		}
		if (!head.includes('\r\n\r\n'))
			return;
		if (TARGET === 'drop') {
			client.end();
			return;
		}
		if (!TARGET || !head.startsWith('CONNECT ')) {
			client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		connect('HTTP/1.1 200 OK\r\n\r\n');
	});
}
const server = KEY
	? tls.createServer({ key: fs.readFileSync(KEY), cert: fs.readFileSync(CERT), ...version }, serve)
	: net.createServer(serve);
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${server.address().port}`));
