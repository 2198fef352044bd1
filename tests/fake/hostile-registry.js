// SPDX-License-Identifier: MIT
//
// hostile-registry.js - registries that no real server can be made to be: one port for each attack
//
// LOG is a folder: all that arrives at an attack's port, byte for byte, is kept in LOG/NAME, and what
// arrives at the place where the attacks want the license to be sent, in LOG/elsewhere. Says one line for
// each port, "NAME HOST:PORT", then "ready".
'use strict';
const fs = require('fs');
const net = require('net');
const zlib = require('zlib');

const log = process.env.LOG;
const host = '127.0.0.1';
let elsewhere;

const answer = (status, headers, body = '') =>
	`HTTP/1.1 ${status} X\r\n${headers.map((header) => header + '\r\n').join('')}` +
	`Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
const say = (...parts) => (socket) => socket.end(answer(...parts));
const json = ['Content-Type: application/json'];
const message = (text) => `{"errors":[{"code":"UNAUTHORIZED","message":${text}}]}`;
const basic = 'WWW-Authenticate: Basic realm="registry"';
const isToken = (request) => request.startsWith('GET /token');
const hasLicense = (request) => /\r\nauthorization:/i.test(request);

// A Bearer challenge; its realm may name the own address and the one elsewhere.
const realm = (text) => (socket, request, own) => socket.end(answer(401,
	[`WWW-Authenticate: Bearer realm="${text.replace('OWN', own).replace('ELSEWHERE', elsewhere)}",service="x"`]));
// A registry that does all right until it is asked for the token; then `token` answers.
const tokens = (token) => (socket, request, own) => {
	if (isToken(request))
		return token(socket, request, own);
	return socket.end(answer(401, [`WWW-Authenticate: Bearer realm="http://${own}/token",service="x"`]));
};
// One that asks for the password, and then answers badly.
const passwords = (then) => (socket, request, own) =>
	hasLicense(request) ? then(socket, request, own) : socket.end(answer(401, [basic]));
// One that lets everybody in, until it is asked for an image.
const images = (then) => (socket, request, own) =>
	/^(HEAD|GET .token)/.test(request) ? then(socket, request, own) : socket.end(answer(200, json, '{}'));
const reset = (socket) => socket.resetAndDestroy();
const to = (path) => [`Location: http://${elsewhere}${path}`];
const repeat = (socket, text, milliseconds) => {
	const again = () => {
		if (socket.destroyed)
			return;
		const more = socket.write(text);
		if (milliseconds)
			setTimeout(again, milliseconds);
		else if (more)
			setImmediate(again);
		else
			socket.once('drain', again);
	};
	again();
};
const begin = (socket, text) => { socket.write(text); return socket; };
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const deep = (levels) => '['.repeat(levels) + ']'.repeat(levels);

const attacks = {
	// where the license is wanted to be sent
	'realm-elsewhere': realm('http://ELSEWHERE/token'),
	'realm-https-elsewhere': realm('https://ELSEWHERE/token'),
	'realm-https-here': realm('https://OWN/token'),
	'realm-other-name': (socket, request, own) => realm(`http://localhost:${own.split(':')[1]}/token`)(socket, request, own),
	'realm-userinfo': realm('http://OWN@ELSEWHERE/token'),
	'realm-backslash': realm('http://ELSEWHERE\\\\@OWN/token'),
	'realm-suffix': realm('http://OWN.evil.example/token'),
	'realm-metadata': realm('http://169.254.169.254/latest'),
	'realm-relative': realm('/token'),
	'realm-empty': realm(''),
	'realm-file': realm('file:///etc/passwd'),
	'realm-control': realm('http://ELSEWHERE/\x1b]0;x\x07'),
	'realm-twice': (socket, request, own) => socket.end(answer(401,
		[`WWW-Authenticate: Bearer realm="http://${own}/token",realm="http://${elsewhere}/token"`])),
	'realm-missing': say(401, ['WWW-Authenticate: Bearer service="x"']),
	'realm-both': say(401, ['WWW-Authenticate: Bearer realm="https://first.example/token"',
		'WWW-Authenticate: Bearer realm="https://second.example/token"']),
	'realm-image': images(realm('http://ELSEWHERE/token')),
	'redirect-301': (socket) => socket.end(answer(301, to('/v2/'))),
	'redirect-302': (socket) => socket.end(answer(302, to('/v2/'))),
	'redirect-303': (socket) => socket.end(answer(303, to('/v2/'))),
	'redirect-307': (socket) => socket.end(answer(307, to('/v2/'))),
	'redirect-308': (socket) => socket.end(answer(308, to('/v2/'))),
	'redirect-nowhere': say(302, []),
	'redirect-file': say(302, ['Location: file:///etc/passwd']),
	'redirect-escape': say(302, ['Location: http://x/\x1b[2J\x07']),
	'redirect-token': tokens((socket) => socket.end(answer(307, to('/token')))),
	'redirect-password': passwords((socket) => socket.end(answer(307, to('/v2/')))),
	'redirect-manifest': (socket, request) => socket.end(request.startsWith('HEAD')
		? answer(307, to('/blob')) : answer(200, json, '{}')),
	// sizes and times
	'endless-body': (socket) => repeat(begin(socket, chunked), '400\r\n' + 'x'.repeat(1024) + '\r\n'),
	'endless-token': tokens((socket) => repeat(begin(socket, chunked), '400\r\n' + ' '.repeat(1024) + '\r\n')),
	'slow-body': (socket) => repeat(begin(socket, chunked), '1\r\nx\r\n', 1000),
	'slow-header': (socket) => repeat(begin(socket, 'HTTP/1.1 200 OK\r\nX: '), 'x', 1000),
	'header-flood': (socket) => repeat(begin(socket, 'HTTP/1.1 200 OK\r\n'), 'X-Flood: yes\r\n'),
	'long-header': (socket) => repeat(begin(socket, 'HTTP/1.1 200 OK\r\nX: '), 'x'.repeat(1024)),
	'continue-flood': (socket) => repeat(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
	'challenge-flood': say(401, ['WWW-Authenticate: ' + 'Basic,'.repeat(4000)]),
	'gzip-bomb': (socket) => socket.end(Buffer.concat([
		Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'), zlib.gzipSync(Buffer.alloc(50000000))])),
	'big-length': (socket) => begin(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n{}'),
	'silent': () => {},
	'reset': reset,
	'reset-password': passwords(reset),
	'reset-image': images(reset),
	'reset-in-header': (socket) => socket.write('HTTP/1.1 200 OK\r\nX:', () => socket.resetAndDestroy()),
	'reset-in-body': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{',
		() => setTimeout(() => socket.resetAndDestroy(), 100)),
	'hang-up': (socket) => socket.end(),
	// what is no registry
	'garbage': (socket) => socket.end(Buffer.from([...Array(512).keys()].map((n) => (n * 7 + 128) % 256))),
	'no-header': (socket) => socket.end('hello\n'),
	'html': say(200, ['Content-Type: text/html'], '<html>log in here</html>'),
	'bare-401': say(401, []),
	'digest': say(401, ['WWW-Authenticate: Digest realm="x", nonce="y"']),
	'negotiate': say(401, ['WWW-Authenticate: Negotiate', 'WWW-Authenticate: NTLM']),
	'broken-challenge': say(401, ['WWW-Authenticate: Bearer realm="http://']),
	'teapot': say(418, []),
	'bad-request': say(400, []),
	'located': say(404, ['Location: /elsewhere']),
	'no-colon': (socket) => socket.end('HTTP/1.1 401 X\r\nno colon\r\n\r\n'),
	'small-letters': (socket) => socket.end('http/1.1 401 X\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n'),
	'nothing-here': say(404, [], 'not found'),
	'proxy-auth': say(407, ['Proxy-Authenticate: Basic realm="x"']),
	'set-cookie': say(401, [basic.replace('Basic', 'Digest'), 'Set-Cookie: a=b', 'Strict-Transport-Security: max-age=9']),
	// JSON
	'deep-json': say(200, json, deep(20000)),
	'long-json': say(200, json, deep(100000)),
	'deep-message': passwords(say(401, [], deep(20000))),
	'deep-token': tokens(say(200, json, `{"token":"x","y":${deep(20000)}}`)),
	'nul-message': passwords(say(401, json, message('"before\\u0000after"'))),
	'nul-token': tokens(say(200, json, '{"token":"a\\u0000b"}')),
	'latin-message': passwords(say(401, json, Buffer.from(message('"\xff\xfe"'), 'latin1'))),
	'twin-token': tokens(say(200, json, '{"token":"a","token":"b"}')),
	'number-token': tokens(say(200, json, '{"token":17}')),
	'line-token': tokens(say(200, json, '{"token":"a\\r\\nHost: evil.example"}')),
	'no-token': tokens(say(200, json, '{}')),
	'html-token': tokens(say(200, [], '<html>')),
	'empty-token': tokens(say(200, json, '')),
	'refused-token': tokens(say(200, json, '{"token":"abc.def"}')),
	// what a server says
	'escapes': passwords(say(401, json, message('"\\u001b[31mred\\u0007 \\u202eback\\u2066 \\u009b2J \\u200b end\\nnext line"'))),
	'long-message': passwords(say(401, json, message(`"${'long '.repeat(5000)}"`))),
	'mirror': passwords((socket, request) => socket.end(answer(401, json,
		message(JSON.stringify(/authorization: (.*)/i.exec(request)[1]))))),
	'mirror-decoded': passwords((socket, request) => socket.end(answer(401, json,
		message(JSON.stringify('no: ' + Buffer.from(/basic (.*)/i.exec(request)[1], 'base64').toString()))))),
	'mirror-location': passwords((socket, request) => socket.end(answer(302,
		['Location: http://x/?' + Buffer.from(/basic (.*)/i.exec(request)[1], 'base64').toString()]))),
	// plain outcomes
	'rate': say(429, [...json, 'Retry-After: 30'], message('"too many"')),
	'rate-date': say(429, ['Retry-After: Wed, 21 Oct 2026 07:28:00 GMT']),
	'rate-bare': say(429, []),
	'rate-empty': say(429, ['Retry-After:']),
	'rate-token': tokens(say(429, ['Retry-After: 7'])),
	'fault': say(500, []),
	'away': say(503, [...json, 'Retry-After: 5'], message('"down for maintenance"')),
	'forbidden': passwords(say(403, json, message('"not yours"'))),
	'wrong-path': tokens(say(400, json, '{"error":"All requested scope names are invalid"}')),
	'wrong-image': images(say(400, [])),
	'no-scope': tokens(say(404, [])),
	'bad-image': images(say(401, [basic])),
	'bad-license': tokens(say(401, json, message('"Invalid credentials"'))),
	'not-entitled': (socket, request) => socket.end(request.startsWith('HEAD')
		? answer(403, []) : hasLicense(request) ? answer(200, json, '{}') : answer(401, [basic])),
	'scope-missing': (socket, request, own) => {
		if (isToken(request))
			return socket.end(answer(200, json, '{"access_token":"abc.def"}'));
		const refuse = request.startsWith('HEAD') || !hasLicense(request);
		return socket.end(refuse ? answer(401, [`WWW-Authenticate: bearer ERROR="insufficient_scope" , Realm = "HTTP://${own}/token"`])
			: answer(200, ['Docker-Distribution-Api-Version: registry/2.0']));
	},
	// good ones, in odd clothes
	'both-in-one': (socket, request, own) => {
		if (isToken(request))
			return socket.end(answer(200, json, '{"token":"","access_token":"abc.def"}'));
		return socket.end(/authorization: bearer abc\.def/i.test(request) ? answer(200, json, '{}')
			: answer(401, [`WWW-Authenticate: Negotiate abc==, , BASIC Realm="a, \\"b\\"", bEARER x=y ,realm="http://${own}/token?a=b"`]));
	},
	'both-apart': (socket, request, own) => {
		if (isToken(request))
			return socket.end(answer(200, json, '{"token":"abc.def"}'));
		return socket.end(/authorization: bearer abc\.def/i.test(request) ? answer(200, json, '{}')
			: answer(401, ['WWW-Authenticate: Digest realm="x"', `www-authenticate: Bearer realm="http://${own}/token"`, basic]));
	},
	'basic-first': (socket, request) => socket.end(hasLicense(request) ? answer(200, json, '{}')
		: answer(401, [basic + ', Digest realm="x", nonce="y"'])),
	'image-token': images((socket, request, own) => {
		if (isToken(request))
			return socket.end(answer(200, json, '{"token":"abc.def"}'));
		return socket.end(/authorization: bearer abc\.def/i.test(request) ? answer(200, json)
			: answer(401, [`WWW-Authenticate: Bearer realm="http://${own}/token"`]));
	}),
	'says-registry': say(200, ['Docker-Distribution-Api-Version: registry/2.0'], 'welcome'),
	'asks-nothing': say(200, [], ''),
	'tls-hang-up': say(200, [], ''),
	'tls-silent': say(200, [], ''),
	'tls-bad-request': say(400, []),
	'tls-alone': () => {},
	'tls-too-new': say(200, [], ''),
};

// How TLS is answered, if not with a bad request.
const greetings = {
	'tls-hang-up': (socket) => socket.end(),
	'tls-silent': () => {},
	'tls-bad-request': (socket) => socket.end(),
	'tls-alone': (socket) => socket.end(),
	// An alert: protocol version.
	'tls-too-new': (socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70])),
};

// Eight that answer only once all of them have been asked.
const waiting = [];
for (let number = 1; number <= 8; number++)
	attacks[`together-${number}`] = (socket) => {
		if (waiting.push(socket) === 8)
			waiting.splice(0).forEach(say(200, [], ''));
	};

function serve(name, handler) {
	const server = net.createServer((socket) => {
		let request = '';
		let answered = false;
		socket.on('error', () => {});
		socket.on('data', (bytes) => {
			fs.appendFileSync(`${log}/${name}`, bytes);
			request += bytes.toString('latin1');
			if (answered)
				return;
			// A TLS greeting: none of these speak it.
			if (bytes[0] === 0x16 && request.length === bytes.length) {
				answered = true;
				(greetings[name] || say(400, []))(socket);
			} else if (request.includes('\r\n\r\n')) {
				answered = true;
				handler(socket, request, `${host}:${server.address().port}`);
			}
		});
	});
	return new Promise((done) => server.listen(0, host, () => {
		console.log(`${name} ${host}:${server.address().port}`);
		done(`${host}:${server.address().port}`);
	}));
}

(async () => {
	elsewhere = await serve('elsewhere', say(200, json, '{"token":"stolen"}'));
	for (const name of Object.keys(attacks))
		await serve(name, attacks[name]);
	console.log('ready');
})();
