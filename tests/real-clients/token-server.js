// SPDX-License-Identifier: MIT
//
// token-server.js - a registry's token server (distribution's token specification, and its OAuth2 form):
// a token for the user whose password is LICENSE, 401 for everybody else
//
// KEY and CERTIFICATE sign the tokens; the registry trusts the certificate's authority. Says on its first
// line where it listens.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');

const { LICENSE, KEY, CERTIFICATE } = process.env;
const key = fs.readFileSync(KEY);
const certificate = fs.readFileSync(CERTIFICATE, 'utf8').replace(/-----[A-Z ]+-----|\s/g, '');
const base64url = (text) => Buffer.from(text).toString('base64url');

function tokenFor(service, scopes) {
	const now = Math.floor(Date.now() / 1000);
	// "repository:proxy/my-app/quay.io/my-org/api:pull,push"
	const access = scopes.map((scope) => scope.match(/^([^:]+):(.+):([^:]+)$/)).filter(Boolean)
		.map(([, type, name, actions]) => ({ type, name, actions: actions.split(',') }));
	const header = { typ: 'JWT', alg: 'RS256', x5c: [certificate] };
	const claims = { iss: 'tokens', sub: 'LICENSE_ID', aud: service, nbf: now - 10, iat: now, exp: now + 300,
		jti: crypto.randomUUID(), access };
	const signed = base64url(JSON.stringify(header)) + '.' + base64url(JSON.stringify(claims));
	return signed + '.' + crypto.sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url');
}

function answer(response, status, value) {
	response.writeHead(status, { 'Content-Type': 'application/json' });
	response.end(JSON.stringify(value));
}

function passwordOf(request, form) {
	const basic = /^Basic (.+)$/i.exec(request.headers.authorization || '');
	if (basic)
		return Buffer.from(basic[1], 'base64').toString().replace(/^[^:]*:/, '');
	return form.get('password') || form.get('refresh_token');
}

const server = http.createServer((request, response) => {
	let body = '';
	request.on('data', (bytes) => { body += bytes; });
	request.on('end', () => {
		const form = request.method === 'POST' ? new URLSearchParams(body)
			: new URL(request.url, 'http://tokens').searchParams;
		if (passwordOf(request, form) !== LICENSE)
			return answer(response, 401, { errors: [{ code: 'UNAUTHORIZED', message: 'Invalid credentials' }] });
		const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '));
		const token = tokenFor(form.get('service'), scopes);
		return answer(response, 200, { token, access_token: token, expires_in: 300 });
	});
});
server.listen(0, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${server.address().port}`));
